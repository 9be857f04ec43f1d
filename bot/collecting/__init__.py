"""Articles that the corpus folder is sent for: by address, by feed, by sitemap.

- ``addresses``: which hosts may be reached at all, and the gate that sees every connection.
- ``robots``, ``manners``: what a site asks of its visitors, and waiting between two requests.
- ``bodies``: what a response carries, within limits, compressed or not.
- ``fetching``: an address to bytes, or a `FetchError` that says why not; ``failures`` words it.
- ``pages``: what the bytes of a page say; ``parsing`` has that done in a process of its own.
- ``identity``: when two addresses lead to one article, and what its file is called.
- ``writing``, ``shelf``: articles as files of the corpus folder; ``provenance``: where each came
  from, stated in it or beside it.
- ``articles``: all of that: an address to a file.
- ``listings``: what a feed or a sitemap lists. ``feed_list``: those of a corpus; ``feed_store``:
  what is known of each. ``feeds``: what is new in them becomes files;
  ``feed_schedule``: when it is due.
- ``adding``, ``messages``: files and texts into the corpus folder; ``lines``, ``bin``: out of it,
  for a day.
- ``holdings``: what is served, as people look through it; ``rereading`` has changes read;
  ``keeping`` is all that administrators change a corpus with.
- ``verification``: whether an index still says what the files say.

The corpus folder stays the one truth: what is fetched becomes a file in it.
"""
