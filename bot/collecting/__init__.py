"""Articles that the corpus folder is sent for: by address, by feed, by sitemap.

- ``addresses``: which hosts may be reached at all, and the gate that sees every connection.
- ``robots``, ``manners``: what a site asks of its visitors, and waiting between two requests.
- ``bodies``: what a response carries, within limits, compressed or not.
- ``fetching``: an address to bytes, or a `FetchError` that says why not.

The corpus folder stays the one truth: what is fetched becomes a file in it.
"""
