"""From a question to the sentences that answer it.

- ``wording``: the question in the words of the corpus.
- ``readings``: how a word that the corpus does not know may have been meant.
- ``vocabulary``: the words of a corpus, and those of them that one slip makes of another.
- ``slips``: the spellings that one slip makes of a word, and what each costs.
- ``latin_reading``: Arabic that was written in Latin letters. It stands on ``latin_letters`` (what
  they may stand for), ``latin_phrases`` (question words and names) and ``latin_lexicon`` (the
  words of a corpus by their consonants).
- ``rarities``: how rare words are in a snapshot.
- ``terms``: the question as terms of the index.
- ``hybrid``: passages by terms and by vector, fused into one ranking.
- ``fusion``: scores of different kinds made comparable.
- ``twins``: which sentences of the passages found say the same.
- ``candidates``: the sentences of the best passages, and which of the question's terms each holds.
- ``coverage``: how much of a question is covered, word by word.
- ``cues``: words that an answer tends to hold, by what is asked.
- ``tokens``: the tokens that match, how close they stand, and what stands near them.
- ``subjects``: which documents are about what is asked.
- ``relatedness``: how far sentences speak of a question in other words than its own, by the word
  links and word vectors of ``retrieval.arabic``.
- ``features``: what is measured of each candidate, one column a feature; ``measuring`` does it,
  and ``carrying`` what goes by how surely words are carried.
- ``word_matches``: what each candidate has of each word of the question.
- ``scoring``: features to the order of the candidates, with ``word_network`` for the words.
- ``products``: products of matrices that wake no second thread.
- ``reranking``: another model's look at the best of them, where one is set.
- ``confidence``: features of the best one to the probability that it answers.
- ``calibration``: that probability as fitted to one collection.
- ``leaning``: sentences that lean on a neighbour.
- ``quoting``: the order of the candidates to quotes.
- ``suggesting``: documents near a question that nothing answers.
- ``context``: what stands around a quote.
- ``searcher``: all of these in a row, over one open snapshot; ``answers`` tells what it found.
- ``conversation``: which question is searched for, where one leans on those before it.
- ``explanation``: why an answer is what it is, as values; ``explaining`` makes them of findings,
  ``explaining_words`` of the question, ``fates`` of the quotes.
"""
