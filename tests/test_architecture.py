"""The import rules: ui → services → store → rules → model, one way (README, Layout).

The store stands on the rules for their plain columns: it fills them from facts and writes back what
was derived. It never calls a service, and no rule knows where its columns come from.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_archon import archrule

import app.services

QT = ("PySide6*", "shiboken6*", "pyqtgraph*")
SQL = ("sqlalchemy*", "sqlmodel*", "alembic*", "sqlite3*")


def test_nothing_in_app_knows_qt() -> None:
    archrule("no Qt in app").match("app*").should_not_import(*QT, "ui*").check("app")


def test_the_window_goes_through_services() -> None:
    (
        archrule("no store in ui")
        .match("ui*")
        .should_not_import("app.store*", *SQL)
        .check("ui", only_direct_imports=True, skip_type_checking=True)
    )


def test_commands_go_through_services() -> None:
    (
        archrule("no store in commands")
        .match("app.commands*")
        .should_not_import("app.store*", *SQL)
        .check("app", only_direct_imports=True)
    )


def test_the_model_stands_alone() -> None:
    (
        archrule("model")
        .match("app.model*")
        .should_not_import("app*")
        .may_import("app.model*", "app.errors")
        .check("app", only_direct_imports=True)
    )


def test_rules_are_pure() -> None:
    (
        archrule("rules")
        .match("app.rules*")
        .should_not_import("app*", *SQL, "pathlib*", "os*", "time")
        .may_import("app.rules*", "app.model*", "app.errors")
        .check("app", only_direct_imports=True)
    )


def test_the_store_stands_on_rules_and_model() -> None:
    (
        archrule("store")
        .match("app.store*")
        .should_not_import("app*")
        .may_import("app.store*", "app.rules*", "app.model*", "app.errors", "app.changes")
        .check("app", only_direct_imports=True)
    )


def test_reading_files_to_import_needs_no_store() -> None:
    (
        archrule("importing")
        .match("app.importing*")
        .should_not_import("app.store*", "app.services*", "app.commands*", *SQL)
        .check("app", only_direct_imports=True)
    )


def test_services_leave_sql_to_the_store() -> None:
    """They hand a connection on and ask the store in its words."""
    for path in sorted(Path(app.services.__file__).parent.glob("*.py")):
        imported = {
            name.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").partition(".")[0] in ("sqlalchemy", "sqlmodel", "sqlite3")
            for name in node.names
        }
        assert imported <= {"Connection"}, path.name


def test_services_know_neither_commands_nor_windows() -> None:
    (
        archrule("services")
        .match("app.services*")
        .should_not_import("app.commands*", "ui*")
        .check("app", only_direct_imports=True)
    )


def test_pages_do_not_know_the_window_they_stand_in() -> None:
    (
        archrule("parts of the window")
        .match("ui.pages*", "ui.panels*", "ui.widgets*", "ui.charts*", "ui.models*")
        .should_not_import("ui.main_window*", "ui.application*")
        .check("ui", only_direct_imports=True, skip_type_checking=True)
    )


@pytest.mark.parametrize("module", ["PySide6", "alembic", "holidays", "typer"])
def test_opening_a_workspace_loads_nothing_it_does_not_need(module: str) -> None:
    script = (
        "import sys, app.services.workspaces, app.services.leads, app.services.check\n"
        f"print({module!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
