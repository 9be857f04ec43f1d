"""What a corpus becomes to be searched, and the snapshot folder that holds it.

- ``collection``: documents, sentences, passages and their words, as arrays; ``sketches`` tell
  which sentences may say the same, ``lemma_lengths`` helps to tell what they are about.
- ``words``: the distinct words of a collection and the terms of each.
- ``lexical``: BM25 over terms; ``counting`` and ``postings`` make it, anew or of the one before.
- ``dense``: vectors in FAISS.
- ``snapshot``: all of these in one folder, ``manifest`` what it says of itself; ``writing`` makes
  one, ``store`` keeps them and publishes the next by one rename.
- ``catalogue``: what a snapshot holds, to be listed.
- ``copies``: which of its documents say what another says.
- ``build``: a corpus folder to the next snapshot, doing again only what changed: ``before`` is
  what is built upon, ``reading`` takes in the folder, ``assembly`` gathers the arrays.
"""
