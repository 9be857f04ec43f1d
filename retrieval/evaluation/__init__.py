"""What the engine is worth on a set of questions.

- ``squad``: questions in SQuAD format, and their paragraphs as a corpus.
- ``metrics``: nDCG, recall, reciprocal rank, AUROC.
- ``evaluate``: a file of questions to a report, through the same engine that answers people.
"""
