"""Speed and memory: `make bench`, or `python -m benchmarks --help`.

- ``corpora``: corpora of a wanted size, made of real articles.
- ``processes``: what a command takes as a whole process, by the operating system's accounts.
- ``measures``: indexing, answering, starting.
- ``reload``: reloads under questions, and builders killed; `python -m benchmarks reload`.
- ``telegram``: a burst of questions on Telegram; `python -m benchmarks telegram`.

Quality is measured by `iqtibas evaluate`.
"""
