"""Commands about a whole workspace: new, sample, import, check."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.commands.options import File, Json, opened, shown_progress
from app.errors import Refusal, refusal_of
from app.importing.mapping import Mapping, NaiveTimes, preset_names
from app.importing.records import Batch
from app.importing.table import Table
from app.importing.values import DayMonth
from app.model.calendar import OFFICE_HOURS, Calendar, parse_spans
from app.model.workspace import WorkspaceInfo
from app.services import imports
from app.services.check import check as check_workspace
from app.services.check import repair
from app.services.sample import create_sample
from app.services.terms_text import apply_starter
from app.services.workspaces import SUFFIX, NewWorkspace, Workspace, create, today

DIFFERENT = 3
PROBLEMS_SHOWN = 20
WORKING_WEEK = 5


def register(program: typer.Typer) -> None:
    """Add these commands to the program."""
    program.command("new")(new)
    program.command("sample")(sample)
    program.command("import")(import_)
    program.command("check")(check)


def new(
    file: File,
    name: Annotated[
        str | None, typer.Option(help="The company's name; the file's without one.")
    ] = None,
    time_zone: Annotated[
        str, typer.Option(help="Where its days begin and end (IANA).")
    ] = "Europe/London",
    hours: Annotated[
        str, typer.Option(help="Working hours from Monday to Friday.")
    ] = "09:00-17:00",
    country: Annotated[
        str | None, typer.Option(help="Whose public holidays are days off (DE, US).")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Its region, where holidays differ (BY, CA).")
    ] = None,
    currency: Annotated[str, typer.Option(help="What amounts are in (ISO 4217).")] = "EUR",
    *,
    starter: Annotated[
        bool, typer.Option("--starter", help="Put the starter agreement in force today.")
    ] = False,
) -> None:
    """Make a new workspace.

    Example: tandem new acme.tandem --name "Acme GmbH" --time-zone Europe/Berlin --country DE --region BE
    """
    try:
        facts = WorkspaceInfo(
            name=name or file.stem, time_zone=time_zone, currency=currency.upper()
        )
        day = parse_spans(hours)
        week = tuple(day if weekday < WORKING_WEEK else () for weekday in range(7))
        calendar = Calendar(name=OFFICE_HOURS.name, hours=week, country=country, region=region)
    except ValidationError as error:
        raise refusal_of(error) from error
    workspace = create(_with_suffix(file), NewWorkspace(facts, calendar))
    try:
        if starter:
            apply_starter(workspace, today(workspace, datetime.now(UTC)))
    finally:
        workspace.close()
    typer.echo(f"Made {_with_suffix(file)}.")


def sample(file: File) -> None:
    """Make the sample company: 18 months of invented history up to now.

    Example: tandem sample northwind.tandem
    """
    create_sample(
        _with_suffix(file), datetime.now(UTC), shown_progress("Making the sample")
    ).close()
    typer.echo(f"Made {_with_suffix(file)}.")


def _with_suffix(file: Path) -> Path:
    return file if file.suffix == SUFFIX else file.with_name(file.name + SUFFIX)


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
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would be written, and write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring files in: leads, deals, or any history as events.

    What is in the workspace already is left alone, so the same files can be imported again.

    For example: tandem import olist.tandem leads.csv deals.csv --preset olist

    Or any history, as rows of lead,kind,happened_at,by,channel,reason,value:
    tandem import acme.tandem history.csv --preset events
    """
    with opened(file) as workspace:
        inputs = [
            (table, _chosen(mapping, first, times)) for table, mapping in imports.read(data, preset)
        ]
        batch = _previewed(workspace, inputs)
        done = None
        if not preview:
            names = [path.name for path in data]
            done = imports.apply(
                workspace, batch, names, preset=preset, progress=shown_progress("Writing")
            )
    if as_json:
        typer.echo(json.dumps(_import_json(batch, done), indent=2, ensure_ascii=False))
        return
    for line in _import_lines(batch, done):
        typer.echo(line)


def _chosen(mapping: Mapping, first: DayMonth | None, times: NaiveTimes | None) -> Mapping:
    """The mapping with what the command says of dates and times."""
    return replace(
        mapping,
        day_order=first or mapping.day_order,
        naive_times=times or mapping.naive_times,
    )


def _previewed(workspace: Workspace, inputs: Sequence[tuple[Table, Mapping]]) -> Batch:
    """What would be written; a refusal that asks for a choice names the option that makes it."""
    try:
        return imports.preview(workspace, inputs, shown_progress("Reading"))
    except Refusal as refusal:
        if refusal.field != "day_order":
            raise
        raise Refusal(f"{refusal} Say which with --first day or --first month.") from refusal


def _import_lines(batch: Batch, done: imports.Imported | None) -> list[str]:
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
    lines += batch.notes
    lines += [str(problem) for problem in batch.problems[:PROBLEMS_SHOWN]]
    if len(batch.problems) > PROBLEMS_SHOWN:
        lines.append(f"and {len(batch.problems) - PROBLEMS_SHOWN:,} more rows with a problem.")
    return lines


def _amounts(leads: int, events: int, people: int) -> str:
    return f"{_many(leads, 'lead')}, {_many(events, 'event')}, {_many(people, 'person', 'people')}"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _import_json(batch: Batch, done: imports.Imported | None) -> dict[str, object]:
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
        },
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


def check(
    file: File,
    *,
    mend: Annotated[
        bool, typer.Option("--mend", help="Make clocks and tallies that differ anew.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check the file: that it is sound, and that every clock is what facts and terms make it. Exit code 3 if not.

    Example: tandem check acme.tandem
    """
    with opened(file) as workspace:
        report = check_workspace(workspace, shown_progress("Checking"))
        if mend and report.differences and not report.damage:
            repair(workspace, shown_progress("Mending"))
            report = check_workspace(workspace, shown_progress("Checking"))
    if as_json:
        typer.echo(json.dumps({"sound": report.sound, "findings": list(report.findings)}, indent=2))
    elif report.sound:
        typer.echo(
            "The file is sound: every clock, mark and tally is what its facts and terms make it."
        )
    else:
        for finding in report.findings:
            typer.echo(finding)
    if not report.sound:
        raise typer.Exit(DIFFERENT)
