"""The command line's rooms, one idea each; ``bot.cli`` is their door.

- ``streams``: results to standard output, everything else to standard error.
- ``failures``: what went wrong, in one plain line, and the exit status.
- ``progress``: the bar shown while an index is built.
- ``indexing``: bringing an index up to date, and the report of what that did.
- ``opening``: settings and a corpus folder to an open engine, indexing first where needed.
- ``rendering``: an answer as lines for a person, or as one JSON object.
- ``remarks``, ``asking``: one question, or a stream of them.
- ``explaining``: why an answer is what it is, in tables.
- ``chat``: a conversation.
- ``measuring``: what an evaluation found.
- ``calibrating``: what fitting the confidence to own questions gave.
- ``corpus_commands``: the door of ``iqtibas corpus``; ``corpus_fetching``, ``corpus_files``,
  ``corpus_listing`` and ``corpus_snapshots`` are behind it. ``options``: what several take.
- ``feeds_commands``: the door of ``iqtibas feeds``; ``feeds`` is behind it.
- ``checks``, ``doctor``, ``telegram_account``, ``web_checks``: what is set up and what is not,
  with the remedy.
- ``starting``: the bot with a token; without one the pages alone, or a conversation.
  ``standard_input`` tells what is piped in, and ``attending`` answers that beside the pages.
"""
