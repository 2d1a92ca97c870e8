"""Fields of the leads' filter line, read and written without touching what else is typed."""

from collections.abc import Sequence

from app.rules.lead_query import quoted, tokens


def values_of(text: str, name: str) -> Sequence[str]:
    """Give the values a field has in the line, without those it must not have."""
    found = [each for each in tokens(text) if each.name == name and not each.negated]
    return [each.value for each in found if each.value]


def with_value(text: str, name: str, value: str | None) -> str:
    """Give the line with one value for a field, in place of any it had; None takes the field out."""
    kept = [text[each.start : each.end] for each in tokens(text) if each.name != name]
    return " ".join(kept if value is None else [*kept, f"{name}:{quoted(value)}"])
