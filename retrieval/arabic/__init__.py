"""The Arabic language, as far as matching and quoting need it: pure functions over strings.

- ``normalize``: the matching key, in which spellings that readers take for the same are the same.
- ``offsets``: the key with the way back to the source, so that a match can be marked there.
- ``sentences``: where sentences begin and end. It stands on ``paragraphs`` (which line breaks are
  only spaces), ``quotations`` (marks and brackets, paired) and ``sentence_words`` (its lists).
- ``terms``: words of a key, and the terms that the index holds for a word.
- ``questions``: what a question asks for, and which of its words carry the topic. It stands on
  ``question_words`` (which words ask), ``answer_types`` (for what), ``latin`` (questions without
  an Arabic letter) and ``keyboard`` (those meant in Arabic).
- ``followups``: whether a question leans on the one before, and both as one.
- ``numerals``: numbers in digits and in words, by ``numeral_words``.
- ``alternatives``: what a text may say in the place of a question's word, by ``word_groups``
  and ``thesaurus``; ``spoken`` takes a spoken word apart for it.
- ``common_words``: which words are common in written Arabic.
- ``lemmas``: which stems are inflected forms of one word; ``inflections`` has the rules.
- ``word_vectors``: which lemmas keep the same company there, and so may mean the same.
- ``word_links``: which lemmas of a text may carry one of a question, and how surely; made of
  ``word_vectors`` and of what is written by hand (``WORD_LINKS.md``).

Word lists are data files beside the modules, read by ``word_lists``. A key is matched, never
shown.
"""
