"""The article as it is stored, with a quote of it marked.

- ``layout``: its text as blocks of a page, by the sentences that were told apart.
"""
