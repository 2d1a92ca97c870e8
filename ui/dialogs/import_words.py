"""The words of the import: what a column may mean, what a file is, how a file was read."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app import words
from app.importing.mapping import STAGE, TIMES
from app.importing.table import Table
from ui.wording import locale

translate = QCoreApplication.translate


def _named(target: str) -> str:
    return {
        "external_id": translate("Import", "Key of the lead"),
        "name": translate("Import", "Name"),
        "first_name": translate("Import", "First name"),
        "last_name": translate("Import", "Last name"),
        "company": translate("Import", "Company"),
        "title": translate("Import", "Job title"),
        "email": translate("Import", "Email"),
        "phone": translate("Import", "Phone"),
        "source": translate("Import", "Source"),
        "campaign": translate("Import", "Campaign"),
        "value": translate("Import", "Value"),
        "owner": translate("Import", "Owner"),
        "by": translate("Import", "Done by"),
        "person": translate("Import", "Somebody involved"),
        "note": translate("Import", "Note"),
        "reason": translate("Import", "Reason"),
        "kind": translate("Import", "What happened"),
        "happened_at": translate("Import", "When it happened"),
        "channel": translate("Import", "Channel"),
    }[target]


def target(name: str, stages: Dictionary[str, str]) -> str:
    """Say what a column means; `stages` has the names of the stages by key."""
    if name.startswith(STAGE):
        key = name.removeprefix(STAGE)
        return translate("Import", "Reached %1").replace("%1", stages.get(key, key))
    if name in TIMES:
        return words.label(TIMES[name])
    return _named(name)


def targets(names: Sequence[str], stages: Dictionary[str, str]) -> str:
    """Say everything a column feeds."""
    return ", ".join(target(name, stages) for name in names) or not_used()


def not_used() -> str:
    """Say that a column is left out."""
    return translate("Import", "Not used")


def count(number: int) -> str:
    """Write a whole number."""
    return locale().toString(number)


def counted(number: int, one: str, many: str) -> str:
    """Write how many there are; `many` has %1 for the number."""
    return one if number == 1 else many.replace("%1", count(number))


def rows(number: int) -> str:
    """Say how many rows a file has."""
    return counted(number, translate("Import", "1 row"), translate("Import", "%1 rows"))


def how_read(table: Table) -> str:
    """Say how many rows a file has, and how it is written."""
    parts = [rows(len(table.rows))]
    if table.sheet is not None:
        parts.append(translate("Import", "sheet “%1”").replace("%1", table.sheet))
    if table.encoding is not None:
        parts.append(table.encoding.upper().replace("_", "-"))
    if table.delimiter is not None:
        between = {
            ",": translate("Import", "commas between"),
            ";": translate("Import", "semicolons between"),
            "\t": translate("Import", "tabs between"),
            "|": translate("Import", "bars between"),
        }
        other = translate("Import", "“%1” between").replace("%1", table.delimiter)
        parts.append(between.get(table.delimiter, other))
    return " · ".join(parts)
