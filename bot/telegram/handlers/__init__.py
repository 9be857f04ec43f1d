"""What people can do with the bot, one intent a module, each with its ``handler()``.

``questions`` answers what is written in private, ``ask`` does so for ``/ask``, ``start`` and
``help`` explain, ``reload`` reads the articles anew for administrators, ``other`` meets whatever
is not text, and ``failures`` is where everything unexpected ends.
"""
