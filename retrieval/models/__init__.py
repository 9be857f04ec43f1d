"""Encoders behind `retrieval.protocols.Encoder`; only the engine and the command line import them.

- ``static``: `StaticEncoder` reads the bundled model (or another that ``training`` made) with
  numpy alone, in milliseconds and a few megabytes.
- ``transformer``: `TransformerEncoder` runs any other sentence-transformers model, and is the
  one place that imports torch.
- ``arabic_static/``: the bundled model, in sentence-transformers' format, with its model card.
"""
