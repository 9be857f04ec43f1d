"""What the bot serves over HTTP, all by one server.

- ``server``: listens at a port or a unix socket.
- ``webhook``: takes in what Telegram delivers, where `PUBLIC_URL` is set.
"""
