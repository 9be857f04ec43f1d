"""Iqtibas on Telegram.

An update's way in: ``polling`` fetches it, ``updates`` keeps account of it (answered once, and
acknowledged only when handled), ``ordering`` puts it behind the others of its chat, and one of
``handlers`` (one user intent each) answers it with what ``context`` hands in. The way out:
``rendering`` makes messages of an answer with the words of ``texts`` and the direction of
``display``, ``limits`` sends them as fast as Telegram allows. ``profile`` keeps the command list
and the descriptions; ``application`` puts the parts together.
"""
