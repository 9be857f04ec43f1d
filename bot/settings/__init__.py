"""Everything an operator can set: from the environment, then `.env`, then the defaults below.

- ``loading``: all of it together, read and checked; what is not in the rooms below.
- ``telegram``: the bot; ``web``: what is served over HTTP; ``models``: encoder and reranker.
- ``lists``: several values in one variable.

Each field's description completes «expected …» in the error that a wrong value raises; an empty
value means the default. Secrets are masked in every `repr` and never quoted in an error.
"""

from bot.settings.loading import (
    ENV_FILE,
    Settings,
    corpus_key,
    load_settings,
    misspelt_variables,
)

__all__ = ["ENV_FILE", "Settings", "corpus_key", "load_settings", "misspelt_variables"]
