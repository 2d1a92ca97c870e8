"""The full-text index over leads' words, by which a list of a million answers while one types.

SQLite's FTS5 without a copy of the texts. Triggers note what changed and removed leads held, and each
transaction brings the index up to date once: FTS5 writes its pages out with every statement that a trigger
makes, which would cost an import of 100,000 leads ten seconds. What is new is known by having no entry yet, since
even an idle trigger on INSERT would slow an import down.
"""

import json
from collections.abc import Collection

import numpy as np
from sqlalchemy import Connection, text

from app.store.ids import Ids, ids

_TEXTS = ("name", "company", "email", "phone", "external_id")
_NAMES = ", ".join((*_TEXTS, "digits"))
_MARKS = " -/().+"
_NO_MARKS = str.maketrans("", "", _MARKS)


def _texts(row: str = "") -> str:
    """What is written in a lead's row, or a trigger's `old.` or `new.`."""
    return ", ".join(f"{row}{name}" for name in _TEXTS)


def _indexed(row: str = "") -> str:
    """What is indexed of it: a phone number also as one number, without the zeros it begins with."""
    digits = f"{row}phone"
    for mark in _MARKS:
        digits = f"replace({digits}, '{mark}', '')"
    return f"{_texts(row)}, ltrim({digits}, '0')"


DDL = (
    f"CREATE VIRTUAL TABLE lead_words USING fts5({_NAMES}, content='', tokenize='unicode61 remove_diacritics 2')",
    # Merging in parts, which is FTS5's own way, lost removals in SQLite 3.40.
    "INSERT INTO lead_words(lead_words, rank) VALUES('automerge', 0)",
    f"CREATE TABLE lead_words_old (id INTEGER PRIMARY KEY, {_NAMES})",
    f"""CREATE TRIGGER lead_words_update AFTER UPDATE OF {_texts()} ON lead
        WHEN ({_texts("old.")}) IS NOT ({_texts("new.")})
        BEGIN INSERT OR IGNORE INTO lead_words_old VALUES (old.id, {_indexed("old.")}); END""",
    f"""CREATE TRIGGER lead_words_delete AFTER DELETE ON lead
        BEGIN INSERT OR IGNORE INTO lead_words_old VALUES (old.id, {_indexed("old.")}); END""",
)
"""What makes the index, what of changed leads it still holds, and the triggers; migrations write it out."""

REBUILD = (
    "INSERT INTO lead_words(lead_words) VALUES('delete-all')",
    "DELETE FROM lead_words_old",
    f"INSERT INTO lead_words(rowid, {_NAMES}) SELECT id, {_indexed()} FROM lead",
)
"""What makes the index anew from the leads."""

_KNOWN = "SELECT id FROM lead_words_docsize"  # FTS5's own list of what it holds
_BEHIND = text(
    f"""SELECT EXISTS (SELECT 1 FROM lead_words_old)
        OR EXISTS (SELECT 1 FROM json_each(:touched) WHERE value NOT IN ({_KNOWN}))"""
)


def create(connection: Connection) -> None:
    """Make the index in a file without leads."""
    for statement in DDL:
        connection.exec_driver_sql(statement)


def catch_up(connection: Connection, touched: Collection[int]) -> None:
    """Index the leads that are new among `touched`, and those that changed or went."""
    leads = {"touched": json.dumps(sorted(touched))}
    if not connection.execute(_BEHIND, leads).scalar_one():
        return  # most changes touch no text, and the index takes long to open for writing
    connection.exec_driver_sql(
        f"""INSERT INTO lead_words(lead_words, rowid, {_NAMES})
            SELECT 'delete', id, {_NAMES} FROM lead_words_old WHERE id IN ({_KNOWN})"""
    )
    connection.execute(
        text(
            f"""INSERT INTO lead_words(rowid, {_NAMES}) SELECT id, {_indexed()} FROM lead
                WHERE id IN (SELECT value FROM json_each(:touched) UNION SELECT id FROM lead_words_old)
                  AND id NOT IN ({_KNOWN})"""
        ),
        leads,
    )
    connection.exec_driver_sql("DELETE FROM lead_words_old")


def rebuild(connection: Connection) -> None:
    """Index every lead anew; nothing remains of what was indexed before."""
    for statement in REBUILD:
        connection.exec_driver_sql(statement)


def holding(connection: Connection, word: str, column: str | None = None) -> Ids:
    """The leads with a word that begins with `word`, in `column` or in any; several words must stand together.

    A single letter is looked for in names alone: somewhere every lead has a word with it. Mere marks are in none.
    """
    letters = sum(letter.isalnum() for letter in word)
    if not letters:
        return np.empty(0, dtype=np.int64)
    if column is None and letters == 1:
        column = "name"
    wanted = f"{_phrase(word, column)}*"
    if column is None and (number := _number(word)):
        wanted += f" OR {_phrase(number, 'digits')}*"
    return _matching(connection, wanted)


def with_phone(connection: Connection, phone: str) -> Ids:
    """The leads with this phone number, however it is written."""
    return _matching(connection, _phrase(_number(phone), "digits"))


def newest_companies(connection: Connection, word: str, leads: int) -> list[str]:
    """The companies with a word that begins so, by name, of the newest so many leads that have one."""
    rows = connection.execute(
        text(
            """SELECT DISTINCT company FROM lead WHERE id IN (
                   SELECT rowid FROM lead_words WHERE lead_words MATCH :wanted ORDER BY rowid DESC LIMIT :leads)
               ORDER BY company COLLATE NOCASE"""
        ),
        {"wanted": f"{_phrase(word, 'company')}*", "leads": leads},
    )
    return list(rows.scalars())


def _phrase(words: str, column: str | None) -> str:
    quoted = words.replace('"', " ")
    return f'"{quoted}"' if column is None else f'{column} : "{quoted}"'


def _number(word: str) -> str:
    """The digits of a word that is written like a phone number; "" of another."""
    number = word.translate(_NO_MARKS)
    return number.lstrip("0") if number.isdecimal() else ""


def _matching(connection: Connection, wanted: str) -> Ids:
    query = "SELECT rowid AS id FROM lead_words WHERE lead_words MATCH :wanted"
    return ids(connection, query, wanted=wanted)
