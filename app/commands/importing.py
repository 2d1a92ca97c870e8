"""Bringing files in from the command line."""

import json
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import File, Json, opened, shown_progress
from app.errors import Refusal
from app.importing.mapping import Mapping, NaiveTimes
from app.importing.presets import preset_names
from app.importing.records import Batch
from app.importing.table import Table
from app.importing.values import DayMonth
from app.services import import_limits, import_mending, imports
from app.services.workspaces import Workspace

PROBLEMS_SHOWN = 20


class DecimalMark(StrEnum):
    """What stands before the cents."""

    POINT = "point"
    COMMA = "comma"

    @property
    def sign(self) -> str:
        """The mark itself."""
        return "." if self is DecimalMark.POINT else ","


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command("import")(import_)


def import_(
    file: File,
    data: Annotated[
        list[Path], typer.Argument(metavar="DATA...", help="CSV or XLSX files of one import.")
    ],
    preset: Annotated[
        str | None,
        typer.Option(
            help=f"What the files are: {', '.join(preset_names())}. Found by their headers without it."
        ),
    ] = None,
    first: Annotated[
        DayMonth | None,
        typer.Option(help="What comes first in dates such as 3/4/2026, where that is open."),
    ] = None,
    times: Annotated[
        NaiveTimes | None, typer.Option(help="Where times without a zone were written.")
    ] = None,
    decimal: Annotated[
        DecimalMark | None,
        typer.Option(
            help="What stands before the cents in amounts such as 1,234, where that is open."
        ),
    ] = None,
    failed: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Save the rows left out there as CSV, to be mended and imported."
        ),
    ] = None,
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would be written, and write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring files in: leads, deals, people, or any history as events.

    What is in the workspace already is left alone, so the same files can be imported again; a newer
    export adds and updates. How files were read is kept for the next ones with their headers.

    For example: tandem import olist.tandem leads.csv deals.csv --preset olist

    Or any history, as rows of lead,kind,happened_at,by,channel,reason,value:
    tandem import acme.tandem history.csv --preset events
    """
    with opened(file) as workspace:
        inputs = [
            (table, _chosen(mapping, first, times, decimal))
            for table, mapping in imports.read(workspace, data, preset)
        ]
        batch = _previewed(workspace, inputs)
        unmeasured = import_limits.cannot_measure(workspace, batch)
        saved = (
            import_mending.save_failed(batch, [table for table, _ in inputs], failed)
            if failed
            else ()
        )
        done = None
        if not preview:
            names = [path.name for path in data]
            done = imports.apply(
                workspace, batch, names, preset=preset, progress=shown_progress("Writing")
            )
    if as_json:
        said = _import_json(batch, done, unmeasured, saved)
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
        return
    for line in _import_lines(batch, done, unmeasured, saved):
        typer.echo(line)


def _chosen(
    mapping: Mapping,
    first: DayMonth | None,
    times: NaiveTimes | None,
    decimal: DecimalMark | None,
) -> Mapping:
    """The mapping with what the command says of dates, times and amounts."""
    return replace(
        mapping,
        day_order=first or mapping.day_order,
        naive_times=times or mapping.naive_times,
        decimal_mark=mapping.decimal_mark if decimal is None else decimal.sign,
    )


def _previewed(workspace: Workspace, inputs: Sequence[tuple[Table, Mapping]]) -> Batch:
    """What would be written; a refusal that asks for a choice names the option that makes it."""
    try:
        return imports.preview(workspace, inputs, shown_progress("Reading"))
    except Refusal as refusal:
        ask = {
            "day_order": "Say which with --first day or --first month.",
            "decimal_mark": "Say which with --decimal point or --decimal comma.",
        }.get(refusal.field or "")
        if ask is None:
            raise
        raise Refusal(f"{refusal} {ask}") from refusal


def _import_lines(
    batch: Batch,
    done: imports.Imported | None,
    unmeasured: Sequence[str],
    saved: Sequence[Path],
) -> list[str]:
    counts = batch.counts
    if done is None:
        found = _amounts(counts.leads, counts.events, counts.people)
        lines = [f"{_many(counts.rows, 'row')}: {found}. Nothing was written."]
    elif done.change is not None:
        new = _amounts(done.leads, done.events, done.people)
        old = f"{_many(done.updated, 'lead')} brought up to date, {done.already_there:,} facts there already"
        lines = [f"Imported {new}; {old}."]
    elif done.already_there:
        lines = ["Everything in these files is in the workspace already. Nothing was changed."]
    else:
        lines = ["No row of these files could be brought in. Nothing was changed."]
    if done is not None and done.before_agreement:
        lines.append(
            f"{_many(done.before_agreement, 'lead')} arrived before the agreement began: they start no clock."
        )
    lines += () if done is None else _more_lines(done)
    lines += [f"Cannot be measured: {sentence}" for sentence in unmeasured]
    lines += batch.notes
    lines += [str(problem) for problem in batch.problems[:PROBLEMS_SHOWN]]
    if len(batch.problems) > PROBLEMS_SHOWN:
        lines.append(f"and {len(batch.problems) - PROBLEMS_SHOWN:,} more rows with a problem.")
    lines += [f"The rows left out are in {path}." for path in saved]
    return lines


def _more_lines(done: imports.Imported) -> list[str]:
    lines = []
    if done.duplicates:
        leads = _many(done.duplicates, "lead")
        lines.append(f"{leads} came up to 30 days after another of the same e-mail: duplicates.")
    if done.forgotten:
        leads = _many(done.forgotten, "lead")
        lines.append(f"{leads} left out: their persons asked to be forgotten.")
    lines += [
        f"{each.lead}: {each.fact} stays “{each.here}”, as edited here; the file says “{each.theirs}”."
        for each in done.kept[:PROBLEMS_SHOWN]
    ]
    if len(done.kept) > PROBLEMS_SHOWN:
        lines.append(f"and {len(done.kept) - PROBLEMS_SHOWN:,} more facts as edited here.")
    return lines


def _amounts(leads: int, events: int, people: int) -> str:
    return f"{_many(leads, 'lead')}, {_many(events, 'event')}, {_many(people, 'person', 'people')}"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _import_json(
    batch: Batch,
    done: imports.Imported | None,
    unmeasured: Sequence[str],
    saved: Sequence[Path],
) -> dict[str, object]:
    counts = batch.counts
    return {
        "rows": counts.rows,
        "left_out": counts.left_out,
        "flagged": counts.flagged,
        "written": None
        if done is None
        else {
            "leads": done.leads,
            "updated": done.updated,
            "events": done.events,
            "people": done.people,
            "already_there": done.already_there,
            "before_agreement": done.before_agreement,
            "forgotten": done.forgotten,
            "duplicates": done.duplicates,
            "kept": [
                {"lead": each.lead, "fact": each.fact, "here": each.here, "theirs": each.theirs}
                for each in done.kept
            ],
        },
        "cannot_measure": list(unmeasured),
        "failed_rows": [str(path) for path in saved],
        "notes": list(batch.notes),
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "sentence": problem.sentence,
                "left_out": problem.fatal,
            }
            for problem in batch.problems
        ],
    }
