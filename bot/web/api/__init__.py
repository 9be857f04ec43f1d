"""What programs ask over HTTP, below ``/api/v1``.

- ``json_bodies``: JSON from strangers, read strictly; ``members``: what such an object holds.
- ``openapi.json``: describes all of it.
"""
