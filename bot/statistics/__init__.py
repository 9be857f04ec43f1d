"""What administrators learn of the questions: how many, how they ended, how long they took.

- ``log``: counts questions as they are answered, in batches.
- ``counting``: what is counted of a question, and how.
- ``figures``: the counts of two weeks as figures.
- ``asked``: the same question in different spellings, put together.
- ``chart``: the figures as a picture, drawn with the fonts of ``fonts/``.

What is stored is in `bot.storage.questions`; what a chat sees of it is made in `bot.telegram`.
"""
