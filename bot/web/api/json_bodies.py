"""JSON from strangers: read strictly, so that nothing is understood in two ways.

What JSON leaves to the reader is refused: a name that stands twice, NaN and infinities, half a
surrogate pair, another encoding than UTF-8. Whatever comes, it ends in an object or in a
`MalformedBodyError`.
"""

import json
import re
from typing import Final, NoReturn, TypeGuard

from bot.errors import BotError

_MAX_DIGITS: Final = 18
"""Of a whole number that is kept exactly; nothing counts to more."""
_HALF_A_PAIR: Final = re.compile("[\ud800-\udfff]")


class MalformedBodyError(BotError):
    """A body is not a JSON object; the message says what is wrong with it."""


def read_object(body: bytes) -> dict[str, object]:
    """Read a JSON object.

    Whole numbers are `int`, unless they are longer than anything that is counted; then, and where
    they are not whole, `float`.

    Raises:
        MalformedBodyError: It is none.
    """
    try:
        # RFC 8259 allows to pass over a byte-order mark, which some editors write.
        content = _DECODER.decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedBodyError(f"expected UTF-8; byte {error.start} is not") from error
    except json.JSONDecodeError as error:
        raise MalformedBodyError(
            f"expected JSON; line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise MalformedBodyError("expected an object; its values are nested too deeply") from error
    if not isinstance(content, dict):
        raise MalformedBodyError("expected a JSON object, in braces")
    # Names are told again where they are wrong; of what lies deeper, nothing is.
    if not all(map(is_text, content)):
        raise MalformedBodyError("a name holds half a surrogate pair")
    return content


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a string that can be written in UTF-8 again."""
    return isinstance(value, str) and not _HALF_A_PAIR.search(value)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise MalformedBodyError("expected each name once in an object; one stands twice")
    return content


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedBodyError(f"expected JSON, which has no {name}")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_whole_number
)
