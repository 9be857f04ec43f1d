"""How the bundled model is made; nothing here is imported at run time.

`python -m training` lists the steps. They run in this order, each reading what the one before it
wrote:

- ``articles``: reads the corpora and leaves out what the evaluation sets contain.
- ``corpus``: articles as numbers: words, sentences and articles in flat arrays.
- ``tokenizer``: the unigram tokenizer, whose normalizer is our matching key.
- ``pairs``: which words ask for which passage.
- ``ragged``: many slices of a flat array at a time.
- ``static_encoder``: trains the table of token vectors.
- ``model_folder``: writes tokenizer and table as sentence-transformers reads them.
- ``common_words``: which words are common, for telling slips from words that a corpus lacks.
- ``word_vectors``: which words keep the same company, and by ``lemmas`` which stems are one word.
- ``concepts``: what words mean, by ``thesaurus/``, which is written by hand.
- ``associations``: which words are near each other or go together, by hand in ``associations/``;
  ``carriers``: which words of a sentence carry what is asked, by hand in ``carriers/``. Both are
  read by ``word_lines``.
- ``labelled``: questions asked of collections in which their answers stand, or do not.
- ``own_questions``: the same with ``questions/``, our own over articles of the corpora.
- ``word_links``: which lemmas may carry which, by ``pair_features``. It stands on
  ``lemma_knowledge`` (what was written of them by hand) and ``lemma_embedding`` (which are near
  each other in meaning).
- ``examples``: the candidates of questions, and which of them answer.
- ``ranker``: fits the weights of the sentence scorer, by ``interplay`` what features are worth
  together, and by ``word_networks`` what it is worth which words of the question are there.
- ``confidence``: fits the confidence, after the scorer.
- ``wording``: what the words that stand for others are worth, with ``slips`` and without.
- ``measure``: what the model is worth on sets of questions, alone and fused.
"""
