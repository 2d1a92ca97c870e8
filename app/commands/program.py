"""The commands and how they end.

Exit codes: 0 done; 1 refused, with a sentence on standard error; 2 the command was written wrongly; 3 `check` found a
difference; 130 interrupted.
"""

import sys
from typing import Annotated

import typer

from app import __version__
from app.commands import agreement, figures, importing, leads, workspace
from app.errors import Cancelled, Refusal

REFUSED, INTERRUPTED = 1, 130

program = typer.Typer(
    name="tandem",
    help=(
        "Tandem keeps the marketing-sales SLA: what both sides promised, and whether they keep it.\n\n"
        "Without a command it opens the window. Exit codes: 0 done, 1 refused (the reason is on standard error), "
        "2 the command was written wrongly, 3 check found a difference."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
workspace.register(program)
importing.register(program)
figures.register(program)
program.add_typer(agreement.commands, name="agreement")
program.add_typer(leads.commands, name="leads")


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"tandem {__version__}")
        raise typer.Exit


@program.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    pass


def main(arguments: list[str]) -> int:
    """Run the command that `arguments` (without the program's name) ask for; give its exit code."""
    try:
        program(args=arguments, prog_name="tandem")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        print("Stopped; nothing was changed.", file=sys.stderr)
        return INTERRUPTED
    except SystemExit as finished:
        return finished.code if isinstance(finished.code, int) else 0
    return 0
