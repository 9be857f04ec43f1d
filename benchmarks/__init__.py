"""Speed, memory and quality: `make bench`, `make quality`, or `python -m benchmarks --help`.

- ``corpora``: corpora of a wanted size, made of real articles.
- ``processes``: what a command takes as a whole process, by the operating system's accounts.
- ``measures``: indexing, answering, starting.
- ``reload``: reloads under questions, and builders killed; `python -m benchmarks reload`.
- ``telegram``: a burst of questions on Telegram; `python -m benchmarks telegram`.
- ``web``: questions over HTTP at a steady rate, sent by ``web_load`` over
  ``web_connections``, while ``web_memory`` looks on; `python -m benchmarks web`.
- ``paint``: pages in a real browser; `python -m benchmarks paint`, which needs Chromium.
- ``quality``: the right sentence first, and silence where there is none; the report and what it
  was made of lie beside it. ``quality_sets``: of which questions; ``quality_ablation``: what each
  part is worth; ``quality_store``: what an earlier run found; ``quality_report``: the tables,
  ``quality_acceptance`` those of our own set, ``quality_reliability`` those of the confidence,
  which ``quality_picture`` draws; ``quality_brief``: what the READMEs tell of them.
"""
