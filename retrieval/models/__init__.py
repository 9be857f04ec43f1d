"""Models behind the protocols of `retrieval.protocols`; `retrieval.chosen_models` loads them.

- ``static``: `StaticEncoder` reads the bundled model (or another that ``training`` made) with
  numpy alone, in milliseconds and a few megabytes.
- ``transformer``: `TransformerEncoder` runs any other sentence-transformers model.
- ``cross_encoder``: `CrossEncoderReranker` runs any CrossEncoder of sentence-transformers.
- ``loading``: what loading one of these two takes; all that imports torch happens in these three.
- ``arabic_static/``: the bundled model, in sentence-transformers' format, with its model card.
"""
