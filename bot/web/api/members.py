"""What a request carries, checked member by member; everything wrong with it is told at once.

The limits are those that the OpenAPI document states. No message repeats a value: that is the
caller's own, and may be long.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Final

from bot.web.api.json_bodies import is_text
from bot.web.problems import Problem, ProblemError

_MOST_TOLD: Final = 10
_LONGEST_NAME: Final = 64
"""Of a member, in characters, that a pointer to it is worth."""
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    Attributes:
        detail: What was expected.
        pointer: Where in the body, as a JSON pointer (RFC 6901); None where it is not there.
        parameter: Which of the query; None where it is not there.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def record(self) -> dict[str, str]:
        """Return it as a member of a problem."""
        places = {"pointer": self.pointer, "parameter": self.parameter}
        told = {name: place for name, place in places.items() if place is not None}
        return {"detail": self.detail, **told}


def invalid(faults: Sequence[Fault]) -> ProblemError:
    """Return what a request ends with that is not as the OpenAPI document describes it."""
    told = faults[:_MOST_TOLD]
    places = [fault.pointer or fault.parameter or "the body" for fault in told]
    detail = "; ".join(
        f"{place}: {fault.detail}" for place, fault in zip(places, told, strict=True)
    )
    errors = [fault.record() for fault in told]
    return ProblemError(
        Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, members={"errors": errors})
    )


class Members:
    """Takes an object's members one after the other; `finish` raises if anything is wrong.

    What is taken of a wrong member stands for nothing, and is not to be used before `finish`.

    Args:
        content: The object.
    """

    def __init__(self, content: Mapping[str, object]) -> None:
        self._left = dict(content)
        self._known: list[str] = []
        self._faults: list[Fault] = []

    def text(self, name: str, *, max_chars: int) -> str:
        """Take a string that has to be there, of 1 to `max_chars` characters."""
        return self._checked_text(f"/{name}", self._take(name, None), max_chars)

    def texts(self, name: str, *, max_items: int, max_chars: int) -> tuple[str, ...]:
        """Take an array of such strings; none unless it is there."""
        items = self._take(name, [])
        if not isinstance(items, list) or len(items) > max_items:
            self._fault(f"expected an array of at most {max_items} strings", f"/{name}")
            return ()
        return tuple(
            self._checked_text(f"/{name}/{place}", item, max_chars)
            for place, item in enumerate(items)
        )

    def whole_number(self, name: str, lowest: int, highest: int, default: int) -> int:
        """Take a whole number; 3.0 is one, as JSON Schema has it, and true is none."""
        number = _as_whole(self._take(name, default))
        if number is None or not lowest <= number <= highest:
            self._fault(f"expected a whole number from {lowest} to {highest}", f"/{name}")
            return default
        return number

    def choice(self, name: str, choices: Sequence[str | None]) -> str | None:
        """Take one of some values; it has to be there."""
        value = self._take(name, _MISSING)
        for choice in choices:
            if value == choice:
                return choice
        told = ", ".join(map(json.dumps, choices))
        self._fault(f"expected one of {told}", f"/{name}")
        return None

    def finish(self) -> None:
        """Tell what was wrong, members that nobody took included.

        Raises:
            ProblemError: Anything was.
        """
        known = ", ".join(self._known)
        for name in islice(self._left, _MOST_TOLD):
            # RFC 6901, section 3.
            pointer = "/" + name.replace("~", "~0").replace("/", "~1")
            is_short = len(name) <= _LONGEST_NAME
            self._fault(f"expected no other members than {known}", pointer if is_short else None)
        if self._faults:
            raise invalid(self._faults)

    def _take(self, name: str, default: object) -> object:
        self._known.append(name)
        return self._left.pop(name, default)

    def _checked_text(self, pointer: str, value: object, max_chars: int) -> str:
        if not is_text(value) or not 1 <= len(value) <= max_chars or "\0" in value:
            self._fault(
                f"expected a string of 1 to {max_chars} characters, without NUL or half a "
                "surrogate pair",
                pointer,
            )
            return ""
        return value

    def _fault(self, detail: str, pointer: str | None) -> None:
        self._faults.append(Fault(detail, pointer=pointer))


def _as_whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if float(value).is_integer() else None
