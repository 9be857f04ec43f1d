"""What people can do with the bot, one intent a module, each with its ``handler()``.

``questions`` answers what people ask, wherever and however, and ``buttons`` what they press;
``start`` and ``help`` explain, ``reload`` reads the articles anew for administrators, ``other``
meets whatever is not text, and ``failures`` is where everything unexpected ends.
"""
