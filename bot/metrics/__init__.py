"""What Prometheus is told.

- ``events``: what happens, counted and timed by whoever sees it.
- ``state``: how things stand, read when Prometheus asks.

`bot.web.operations` serves both.
"""
