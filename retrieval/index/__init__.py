"""What a corpus becomes to be searched, and the snapshot folder that holds it.

- ``collection``: documents, sentences, passages and their words, as arrays.
- ``words``: the distinct words of a collection and the terms of each.
- ``lexical``: BM25 over terms, as stored impacts.
- ``dense``: vectors in FAISS.
- ``snapshot``: all of these in one folder, written aside, checked, published by one rename.
- ``catalogue``: what a snapshot holds, to be listed.
- ``build``: a corpus folder to the next snapshot, doing again only what changed.
"""
