"""Posts of channels as articles of the corpus.

- ``post``: a post, and where it stands in the corpus.
- ``shelf``: the files below the corpus folder that posts are kept in.
- ``freshness``: has the corpus read anew once posts have come.

The corpus folder stays the one truth: what is posted becomes a line of a file in it.
"""
