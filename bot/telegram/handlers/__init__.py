"""What people can do with the bot, one intent a module, each with its ``handler()``.

``questions`` answers what people ask, wherever and however, and ``buttons`` what they press;
``inline`` and ``guest`` answer in chats that the bot is not in, ``posts`` keeps channels' posts;
``start``, ``help`` and ``about`` explain, ``settings`` has a chat choose, ``conversation`` begins
a new one, ``privacy`` tells what is stored and deletes it; ``commands`` says where all of these
are heard. ``membership`` notes where the bot is, ``reload`` reads the articles anew for
administrators, ``sources`` lists them, ``add`` brings some in and ``remove`` takes some out,
``rollback`` goes back to an earlier index; ``feeds`` brings in more by themselves; ``stats`` tells
what was asked, ``unanswered`` what was asked in vain, and ``doctor`` what is not in order;
``administration`` sees that these are answered to nobody else. ``other`` meets whatever is not
text, and ``failures`` is where everything unexpected ends.
"""
