"""Commands about the agreement: its terms as text, out and in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import File, opened
from app.errors import EnvironmentRefusal, Refusal
from app.services import terms_text
from app.services.agreement import AgreementView, VersionView, agreement

commands = typer.Typer(
    help="The agreement's terms as readable text.", no_args_is_help=True, rich_markup_mode=None
)

Terms = Annotated[
    Path,
    typer.Argument(metavar="TERMS.toml", help="The terms as text; - for standard output or input."),
]


@commands.command("export")
def export(
    file: File,
    terms: Terms,
    version: Annotated[
        int | None, typer.Option(help="Which version; the one in force without it.")
    ] = None,
) -> None:
    """Write the terms of the version in force as text.

    Example: tandem agreement export acme.tandem terms.toml
    """
    with opened(file) as workspace:
        text = terms_text.export_terms(_wanted(agreement(workspace), version))
    if str(terms) == "-":
        typer.echo(text, nl=False)
        return
    whole = terms.with_name(f"{terms.name}.part")  # a full disk must not empty the file there is
    try:
        whole.write_text(text, encoding="utf-8")
        whole.replace(terms)
    except OSError as error:
        whole.unlink(missing_ok=True)
        raise EnvironmentRefusal(
            f"{terms} cannot be written: {(error.strerror or str(error)).lower()}."
        ) from error
    typer.echo(f"Wrote {terms}.")


@commands.command("apply")
def apply(file: File, terms: Terms) -> None:
    """Put the terms of a text in force, from the day it names: as the next version of the agreement.

    Terms that are in force already change nothing.

    Example: tandem agreement apply acme.tandem terms.toml
    """
    try:
        text = sys.stdin.read() if str(terms) == "-" else terms.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentRefusal(
            f"{terms} cannot be read: {(error.strerror or str(error)).lower()}."
        ) from error
    except UnicodeDecodeError as error:
        raise EnvironmentRefusal(f"{terms} is not a text file in UTF-8.") from error
    with opened(file) as workspace:
        change = terms_text.apply_terms(workspace, text, terms.name)
    typer.echo(
        "Nothing changed: these terms are in force already."
        if change is None
        else f"{change.label}."
    )


def _wanted(view: AgreementView, number: int | None) -> VersionView:
    """The version of this number; without one the one in force, or else the one to come."""
    if number is None:
        return view.current
    for version in view.versions:
        if version.number == number:
            return version
    there = ", ".join(str(version.number) for version in view.versions)
    raise Refusal(f"There is no version {number}. There are: {there}.")
