"""What whoever runs the bot watches it by.

- ``metrics``: what happens, counted and timed; ``state``: what is, read when Prometheus asks.
- ``health``: whether the process lives, and whether a question would be answered.
- ``scraping``: `/metrics`, and who may read it; ``requests`` counts what comes over HTTP.
"""
