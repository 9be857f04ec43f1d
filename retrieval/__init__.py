"""The engine of Iqtibas: from a folder of Arabic articles to true quotes.

Synchronous, and ignorant of Telegram and the network. Imports run one way, from the top of this
list to its bottom:

- ``engine``: ``Engine.open`` and ``Engine.answer``, the whole public surface;
  ``update_snapshot`` builds what it opens.
- ``snapshots``, ``chosen_models``: what an engine is opened with.
- ``evaluation``: what the engine is worth on a set of questions.
- ``search``: hybrid search, sentence choice, confidence.
- ``index``: the searchable structures and the snapshot folder that holds them.
- ``corpus``: files to documents, sentences and passages.
- ``arabic``: the language: matching keys, sentences, terms, questions.
- ``protocols``, ``datatypes``, ``errors``, ``settings``: what everybody above speaks.

``models`` holds what stands behind ``protocols.Encoder`` and ``protocols.Reranker``; only
``chosen_models`` and the command line import it.
"""
