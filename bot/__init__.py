"""The edges of Iqtibas: Telegram, the command line, settings. Thin, async where they wait.

- ``app``: the composition root: from settings to what answers on Telegram and over HTTP;
  ``services``: what its handlers are handed; ``stopping``: how it is told to end.
- ``settings/``, ``errors``, ``logs``, ``redaction``: what an operator sets, and is told.
- ``library``: the corpus as the bot serves it; ``lending`` swaps what is in use, ``indexing`` has
  the corpus read in a process of its own, which is ``indexer``; ``reloads`` logs how that ends.
- ``watching``: notices when the corpus folder changes; ``following``, when another program changes
  the index.
- ``collecting/``: articles fetched from the web, safely and politely.
- ``posts/``: what channels post, as articles of the corpus.
- ``marking``: a quote's words as they are shown, in chats and on pages; ``records``: an answer as
  programs are given it.
- ``reader_links``: where an article is read, with a quote marked in it.
- ``answering``: the one bridge from the event loop to the engine; ``served_engine``: what is at
  its other end, which has ``answer_pool`` answer, in several processes: ``answer_process`` keeps
  each alive, ``answering_child`` holds it, ``answerer`` is the program there; ``answer_frames``:
  what the two say to each other.
- ``conversing``: what a question leans on; ``computing``: in how many threads numpy works;
  ``memory``: what of it goes back to the system.
- ``statistics/``: how many questions there are, and what comes of them.
- ``metrics/``: what Prometheus is told.
- ``storage/``: what is remembered over restarts; ``preferences``: what a chat may choose.
- ``telegram/``: the bot; ``web/``: what it serves over HTTP. ``cli`` and ``terminal/``: the
  command line.
"""
