"""What programs ask over HTTP, below ``/api/v1``.

- ``ask``, ``articles``, ``feedback``, ``reload``: one room for each thing that is asked for.
- ``openapi.json`` describes them, ``openapi`` as the operator has set things up.
- ``keys``: who may ask; ``bodies``: what they may send, ``json_bodies`` as JSON from strangers is
  read, ``members`` as its parts are checked; ``replies``: what they get.
- ``routing``: all of it at its addresses.
"""

from bot.web.api.routing import routes

__all__ = ["routes"]
