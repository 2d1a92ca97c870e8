"""The words of the import: what a column may mean, what a file is, how a file was read."""

import re
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app import words
from app.importing.mapping import STAGE, TIMES, Mapping
from app.importing.table import Table
from app.services.import_mappings import Words
from ui.models.import_questions import Found, Join
from ui.widgets.label import Role
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
        "outcome": translate("Import", "Outcome"),
        "persona": translate("Import", "Persona"),
        "stage": translate("Import", "Stage it is at"),
        "stage_at": translate("Import", "At its stage since"),
        "last_contact_at": translate("Import", "Last contact"),
        "contact_count": translate("Import", "Number of contacts"),
        "side": translate("Import", "Side"),
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


def way(mapping: Mapping, how: Found) -> str:
    """Name a way to read a file."""
    if how is Found.SAVED:
        return translate("Import", "%1, as last time").replace("%1", mapping.title)
    return mapping.title


def found(how: Found, *, changed: bool) -> str:
    """Say where a way to read a file comes from."""
    if changed:
        return translate("Import", "Changed by hand")
    return {
        Found.SAVED: translate("Import", "Such a file was read like this before"),
        Found.RECOGNISED: translate("Import", "Recognised by its headers"),
        Found.BY_HAND: translate("Import", "Not recognised: a beginning only"),
    }[how]


def join(of: Join) -> list[tuple[str, Role]]:
    """Say how a file's rows find their leads, and then what of it finds none."""
    if not of.leads:
        sentence = translate("Import", "%1 tells of leads that the workspace has already, by “%2”.")
        return [(_filled(sentence, of.file, of.column), Role.BODY)]
    sentence = translate("Import", "%1: by “%2”, %3 of %4 rows name a lead of %5.")
    leads = ", ".join(of.leads)
    said = [
        (
            _filled(sentence, of.file, of.column, count(of.joined), count(of.rows), leads),
            Role.BODY,
        )
    ]
    if of.blank:
        one = translate("Import", "1 row leaves it blank and cannot be taken.")
        many = translate("Import", "%1 rows leave it blank and cannot be taken.")
        said.append((counted(of.blank, one, many), Role.SECONDARY))
    missing = of.rows - of.blank - of.joined
    if missing:
        one = translate(
            "Import",
            "1 row names another one, %1. It is left out unless the workspace has that lead.",
        )
        many = translate(
            "Import",
            "%2 rows name others, such as %1. They are left out unless the workspace has those leads.",
        )
        words = ", ".join(f"“{word}”" for word in of.strangers)
        said.append((_filled(one if missing == 1 else many, words, count(missing)), Role.SECONDARY))
    return said


def _filled(sentence: str, *values: str) -> str:
    """Put values in, none of which is looked at again: a name may hold "%1"."""
    return re.sub(r"%(\d)", lambda mark: values[int(mark[1]) - 1], sentence)


def unmatched(of: Words) -> str:
    """Say what becomes of a word that has no match."""
    if of.may_be_new:
        return translate("Import", "Itself: a new word here")
    if of.target == "stage":
        return translate("Import", "No stage: not taken")
    return translate("Import", "No match: its rows are left out")


def says_nothing() -> str:
    """Name the meaning of a word that stands for nothing."""
    return translate("Import", "Nothing: as if left blank")


def words_of(of: Words, file: str) -> str:
    """Name the words of a target, and how many have no match."""
    open_ones = sum(word.ours is None for word in of.theirs)
    name = f"{target(of.target, {})}, {file}" if file else target(of.target, {})
    if not open_ones:
        return name
    return (
        translate("Import", "%1 (%2 without a match)")
        .replace("%2", count(open_ones))
        .replace("%1", name)
    )
