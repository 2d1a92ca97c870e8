"""Commands that give figures: status and clocks."""

import csv
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from app import words
from app.commands.options import AsOf, File, Json, instant, opened
from app.model.columns import Ms, from_ms
from app.rules.compliance import Compliance, Fulfilment
from app.rules.numbers import chance_text, percent
from app.rules.periods import format_period, parse_period, period_name
from app.services.clock_lines import ClockLine
from app.services.rows import clocks_as_of
from app.services.status import Status, status
from app.services.workspaces import info, today

PIPED_WIDTH = 120
"""Columns of text where no terminal says how wide it is."""


class TableFormat(StrEnum):
    """What rows are written as."""

    CSV = "csv"
    JSON = "json"


def register(program: typer.Typer) -> None:
    """Add these commands to the program."""
    program.command("status")(show_status)
    program.command("clocks")(clocks)


def show_status(
    file: File,
    period: Annotated[
        str,
        typer.Option(
            metavar="PERIOD",
            help="2018, 2018-Q2, 2018-05, 2018-W20, 2017-06..2018-05, this-month or last-week.",
        ),
    ] = "this-month",
    as_of: AsOf = None,
    *,
    as_json: Json = False,
) -> None:
    """Say how each commitment stands in a period, and what the two sides kept.

    For example: tandem status acme.tandem

    Or: tandem status olist.tandem --period 2018-05 --as-of 2018-06-01 --json
    """
    with opened(file) as workspace:
        at = instant(as_of, workspace)
        day = today(workspace, at or datetime.now(UTC)).toordinal()
        found = status(workspace, parse_period(period, day), at)
        zone = ZoneInfo(info(workspace).time_zone)
    if as_json:
        typer.echo(json.dumps(_status_json(found, zone), indent=2, ensure_ascii=False))
    else:
        _print_status(found)


def _print_status(found: Status) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
    console.print(f"{found.workspace}, {period_name(found.period)}", style="bold", markup=False)
    if not found.commitments:
        console.print("No commitment was in force, so nothing is counted.")
    else:
        table = Table(box=None, pad_edge=False, header_style="")
        for title in ("", "Commitment", "Owner", "Agreed", "So far", "Score", "Chance", "Status"):
            table.add_column(
                title, justify="right" if title in ("So far", "Score", "Chance") else "left"
            )
        for line in found.commitments:
            score = line.fulfilment.score
            table.add_row(
                line.code,
                line.name,
                words.label(line.side),
                line.agreed,
                line.figure,
                "" if score is None else percent(score),
                "" if line.chance is None else chance_text(line.chance),
                words.label(line.status),
            )
        console.print(table)
    for name, compliance in (
        ("SLA compliance", found.both),
        *((words.label(side), each) for side, each in found.sides.items()),
    ):
        console.print(f"{name}: {_compliance_text(compliance)}", markup=False)
    reached = ", ".join(f"{number:,} {stage}" for stage, number in found.reached.items() if number)
    console.print(f"Stages reached: {reached or 'none'}", markup=False)


def _compliance_text(compliance: Compliance) -> str:
    if compliance.value is None or compliance.agreed is None:
        return "nothing fell due"
    left_out = (
        f", without {', '.join(compliance.left_out)} (no data)" if compliance.left_out else ""
    )
    return f"{percent(compliance.value)}, agreed {percent(compliance.agreed)}{left_out}"


def _status_json(found: Status, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "workspace": found.workspace,
        "period": format_period(found.period),
        "as_of": _iso(found.now, zone),
        "compliance": _compliance_json(found.both),
        "sides": {side.value: _compliance_json(each) for side, each in found.sides.items()},
        "commitments": [
            {
                "code": line.code,
                "side": line.side.value,
                "kind": line.commitment.kind.value,
                "sentence": line.sentence,
                "weight": line.commitment.weight,
                **_counts(line.fulfilment),
                "expected_so_far": _number(line.fulfilment.expected)
                if line.fulfilment.is_volume
                else None,
                "running": line.fulfilment.tally.running,
                "excused": line.fulfilment.tally.excused,
                "score": _number(line.fulfilment.score),
                "target": _number(line.fulfilment.target),
                "chance": line.chance,
                "status": line.status.value,
            }
            for line in found.commitments
        ],
        "stages_reached": found.reached,
    }


def _compliance_json(compliance: Compliance) -> dict[str, Any]:
    return {
        "value": _number(compliance.value),
        "agreed": _number(compliance.agreed),
        "included": list(compliance.included),
        "left_out": list(compliance.left_out),
    }


def _counts(found: Fulfilment) -> dict[str, Any]:
    """What was kept, of how many: leads of those promised, or duties of those decided."""
    if found.is_volume:
        return {"kept": found.count, "of": _number(found.promised)}
    return {"kept": found.tally.kept, "of": found.tally.decided}


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def clocks(
    file: File,
    as_of: AsOf = None,
    format_: Annotated[
        TableFormat, typer.Option("--format", help="What to write.")
    ] = TableFormat.CSV,
) -> None:
    """List every clock: lead, commitment, version, owner, start, due, stop, state. Times are the workspace's own.

    A deliverable's has its title for a name, and no lead.

    Example: tandem clocks acme.tandem --as-of 2018-06-01 --format json
    """
    with opened(file) as workspace:
        zone = ZoneInfo(info(workspace).time_zone)
        rows = [
            _clock_row(line, zone) for line in clocks_as_of(workspace, instant(as_of, workspace))
        ]
    if format_ is TableFormat.JSON:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=CLOCK_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


CLOCK_COLUMNS = ("lead", "name", "commitment", "version", "owner", "start", "due", "stop", "state")


def _clock_row(line: ClockLine, zone: ZoneInfo) -> dict[str, Any]:
    values = (
        line.lead_key or ("" if line.lead_id is None else str(line.lead_id)),
        line.lead,
        line.code,
        line.version,
        line.owner,
        _iso(line.start, zone),
        _iso(line.due, zone),
        _iso(line.stop, zone),
        line.state.value,
    )
    return dict(zip(CLOCK_COLUMNS, values, strict=True))


def _iso(at: Ms | None, zone: ZoneInfo) -> str | None:
    return None if at is None else from_ms(at).astimezone(zone).isoformat()
