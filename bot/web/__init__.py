"""What is served over HTTP, all by one server.

A request's way: ``server`` listens at a port or a unix socket; ``connections`` sees that clients
keep nobody waiting; ``site`` puts the routes together, and lets each request pass ``tracing`` (its
id), ``problems`` (what becomes of errors), ``hosts`` (by which names it may be asked) and
``guarding`` (limits, headers, who asks; ``policy`` says what a page may load). What handlers are
handed is ``context``.

- ``asking``: the one way a question over HTTP is answered; ``quota``: how many a client may ask;
  ``keeping``: how many answers are kept; ``forms``: what a browser sends.
- ``pages/``: the chat page and what it loads; ``reader/``: an article with a quote marked in it;
  ``texts``, ``chat_texts``, ``reader_texts``: what they say, from ``wording/``.
- ``api/``: JSON for programs.
- ``mini_app``: who opened a page within Telegram.
- ``operations/``: health, readiness and metrics.
- ``webhook``: takes in what Telegram delivers, where `PUBLIC_URL` is set.
"""
