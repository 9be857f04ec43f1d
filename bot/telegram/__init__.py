"""Iqtibas on Telegram.

An update's way in: ``polling`` fetches it, ``updates`` keeps account of it (answered once, and
acknowledged only when handled), ``ordering`` puts it behind the others of its chat, and one of
``handlers`` (one user intent each) answers it with what ``context`` hands in. ``addressing`` tells
whether a message asks this bot something, and what.

The way out: ``replying`` answers a question where it was asked, ``answer_messages`` makes messages
of the answer's pages, of the quotes that ``rendering`` shows and the buttons of ``keyboards``,
which carry ``presses``; ``reload_report`` makes one of a reload, ``stats_report`` and
``unanswered_report`` of the questions that ``counting`` counts, ``feed_pages`` of the feeds;
``checkup`` looks for what is not in order, among the ``findings`` that there are; ``source_pages``
are the articles as lists to choose from, ``additions`` what is to be added and what became of it,
``refusals`` why not. They have the words of ``texts`` (from ``wording/``; parts of them are
``*_texts``) and the direction of ``display``; ``progress`` edits one message while work goes on,
``rereads`` one about a change until it is read, and ``own_messages`` change when they are pressed,
as that of ``settings_menu`` does; ``stopping`` has buttons that end long work; ``typing_signal``
shows that an answer takes its time; ``limits`` sends it all as fast as Telegram allows.

``inline_results`` are quotes for chats that the bot is not in, and ``native_quotes`` those that
Telegram shows itself, out of a channel's post.

``plurals`` and ``courtesies`` know what goes by language, ``rights`` asks who keeps a group.

``connection`` gets through to Telegram at the start, ``corpus_channels`` sees whether posts will
come, ``profile`` keeps name, descriptions and
menus of commands, ``clock`` is the time that all of them go by, ``application`` puts the parts
together, and ``serving`` has them answer until they are told to stop.
"""
