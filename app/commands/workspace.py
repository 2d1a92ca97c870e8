"""Commands about a whole workspace: new, sample, check."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.commands.options import File, Json, opened, shown_progress
from app.errors import refusal_of
from app.model.calendar import OFFICE_HOURS, Calendar, parse_spans
from app.model.workspace import WorkspaceInfo
from app.services.check import check as check_workspace
from app.services.check import repair
from app.services.sample import create_sample
from app.services.terms_text import apply_starter
from app.services.workspaces import SUFFIX, NewWorkspace, create, today

DIFFERENT = 3
WORKING_WEEK = 5


def register(program: typer.Typer) -> None:
    """Add these commands to the program."""
    program.command("new")(new)
    program.command("sample")(sample)
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
