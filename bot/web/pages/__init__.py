"""The pages that a browser shows.

- ``look``: templates (in ``templates/``) and what they load, which ``static_files`` reads from
  ``static/`` and ``serving`` serves, as it does `/favicon.ico` and `/robots.txt`; ``own_styles``:
  what the chat page has in itself.
- ``chat``: questions and their answers; ``turns`` is what is shown of one, ``conversations`` what
  stands above it, ``links`` has the addresses that hold a conversation, ``examples`` looks for
  questions to begin with, ``feedback`` takes votes.
- ``routing``: which page is at which address.
"""
