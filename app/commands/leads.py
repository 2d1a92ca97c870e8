"""Commands about leads: export."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import File, opened, shown_progress
from app.services.lead_export import export_leads
from app.services.lead_list import LeadFilter

commands = typer.Typer(name="leads", help="Leads: export them to a file.", no_args_is_help=True)


@commands.command("export")
def export(
    file: File,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="Where to: a file ending in .csv or .xlsx."),
    ],
    text: Annotated[
        str,
        typer.Option(
            "--filter", metavar="FILTER", help='As in the window: "webinar stage:mql late:yes".'
        ),
    ] = "",
) -> None:
    """Write the leads of a filter to a file, the newest first; all of them without a filter.

    For example: tandem leads export acme.tandem --filter "owner:dana late:yes" --out late.xlsx
    """
    with opened(file) as workspace:
        number = export_leads(workspace, LeadFilter(text), out, shown_progress("Writing"))
    typer.echo(f"Wrote {number:,} {'lead' if number == 1 else 'leads'} to {out}.")
