"""Two families of error: what a person can mend, and our bugs.

A `Refusal` carries one sentence that says what and where, fit to be shown as it is. Anything else that escapes is a
bug of ours and goes to the crash dialog.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window asks for errors before its first frame, and for forms after it
    from pydantic import ValidationError


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """Something asked for cannot be done; `str(refusal)` is the sentence to show.

    `field` names the form field the sentence belongs beside, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def refusal_of(error: "ValidationError") -> Refusal:
    """The first thing wrong with a form's values, as a sentence beside its field."""
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else None
    limits = first.get("ctx", {})
    if first["type"] == "string_too_long":
        return Refusal(f"Use at most {limits['max_length']:,} characters.", field=field)
    if first["type"] == "string_too_short":
        least = limits["min_length"]
        short = "This cannot stay empty." if least == 1 else f"Use at least {least} characters."
        return Refusal(short, field=field)
    sentence = first["msg"].removeprefix("Value error, ")
    return Refusal(f"{sentence[:1].upper()}{sentence[1:]}.".replace("..", "."), field=field)


class EnvironmentRefusal(Refusal):
    """The machine got in the way (disk full, file locked, no permission); the sentence says what to do."""


class Cancelled(Exception):  # noqa: N818 - asked for by the person, not a fault
    """The person cancelled a long piece of work; nothing of it remains."""
