"""What the engine is worth on a set of questions.

- ``squad``: questions in SQuAD format, and their paragraphs as a corpus.
- ``results``: questions asked, and what came of each.
- ``metrics``: nDCG, reciprocal rank, AUROC.
- ``figures``: what results are told in.
- ``bootstrap``: how far a figure may be trusted, and the change of one.
- ``reliability``: whether a confidence is the share that is right.
- ``evaluate``: a file of questions to a report, through the same engine that answers people.
- ``own_questions``: an operator's questions, with whether the corpus answers them.
- ``calibrate``: the confidence fitted to these; ``logistic``: the fit.
"""
