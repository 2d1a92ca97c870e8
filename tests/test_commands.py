import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from app.commands import main
from app.commands.program import program
from app.model.columns import from_ms
from tests.shared_data import AWKWARD, OLIST, needs_shared_data

TERMS = """
in_force_from = 2017-06-01

[[commitment]]
code = "M1"
promises = "marketing"
kind = "volume"
at_least = 120
every = "month"
stage = "mql"

[[commitment]]
code = "M2"
promises = "marketing"
kind = "volume"
at_least = 1200
every = "month"
stage = "mql"

[[commitment]]
code = "S1"
promises = "sales"
kind = "response"
share = "95 %"
within = "4 business hours"

[[commitment]]
code = "S2"
promises = "sales"
kind = "conversion"
share = "10 %"
stage = "mql"
to_stage = "customer"
within = "30 days"
"""

HISTORY = """lead,kind,happened_at,by,channel,reason,value
anna,arrived,2026-03-02 08:00,,,,Webinar
anna,handed_over,2026-03-02 09:30,Aisha,,,
anna,contact,2026-03-02 11:30,Dana,phone,,conversation
anna,accepted,2026-03-02 12:00,Dana,,,
ben,arrived,2026-03-06 15:00,,,,Fair
ben,handed_over,2026-03-06 16:00,Aisha,,,
ben,contact,2026-03-09 12:01,Dana,email,,no_answer
cora,arrived,2026-03-06 15:00,,,,Fair
cora,handed_over,2026-03-06 16:00,Aisha,,,
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(capsys)


class Run:
    """Runs a command and gives what it printed; a code other than the expected one fails."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object, code: int = 0) -> str:
        self._capsys.readouterr()
        given = main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        assert given == code, err
        return out if code in (0, 3) else err


def workspace(run: Run, folder: Path, *options: str) -> Path:
    file = folder / "acme.tandem"
    run("new", file, "--name", "Acme", "--time-zone", "Europe/Berlin", *options)
    return file


def terms(folder: Path, text: str = TERMS) -> Path:
    path = folder / "terms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def all_commands() -> list[list[str]]:
    group = typer.main.get_command(program)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [[name, each] for each in inner] if inner else [[name]]
    return found


@pytest.mark.parametrize("command", all_commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(run: Run, command: list[str]) -> None:
    text = run(*command, "--help")

    assert f"tandem {' '.join(command)}" in text.split("Usage:")[1].split("\n", 1)[1]


@pytest.mark.parametrize("command", all_commands(), ids=" ".join)
def test_the_readme_lists_every_command(command: list[str]) -> None:
    readme = Path(__file__).parents[1] / "README.md"

    assert f"tandem {' '.join(command)}" in readme.read_text(encoding="utf-8")


@needs_shared_data
def test_olist_is_judged_as_it_was_counted_elsewhere(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "olist.tandem"
    run("new", file, "--time-zone", "America/Sao_Paulo", "--country", "BR")
    run("agreement", "apply", file, terms(tmp_path))
    deals, leads = (
        OLIST / "olist_closed_deals_dataset.csv",
        OLIST / ("olist_marketing_qualified_leads_dataset.csv"),
    )
    printed = run("import", file, deals, leads, "--preset", "olist")
    assert "Imported 8,000 leads" in printed
    assert "Cannot be measured: S1 (First contact" in printed
    assert "there are no handovers and no contact attempts, so it has no data" in printed

    months = [f"2017-{month:02d}" for month in range(6, 13)] + [
        f"2018-{m:02d}" for m in range(1, 6)
    ]
    found = {
        month: json.loads(run("status", file, "--period", month, "--json")) for month in months
    }
    lines = {
        month: {line["code"]: line for line in each["commitments"]} for month, each in found.items()
    }
    counts = [lines[month]["M1"]["kept"] for month in months]
    assert counts == [4, 239, 386, 312, 416, 445, 200, 1141, 1028, 1174, 1352, 1303]
    assert [m for m in months if lines[m]["M1"]["status"] == "missed"] == ["2017-06"]
    assert [m for m in months if lines[m]["M2"]["status"] == "met"] == ["2018-04", "2018-05"]
    assert {lines[month]["S1"]["status"] for month in months} == {"no_data"}

    ever = json.loads(run("status", file, "--period", "2017-06..2018-12", "--json"))
    (conversion,) = (line for line in ever["commitments"] if line["code"] == "S2")
    assert (conversion["kept"], conversion["of"]) == (555, 8000)
    assert ever["stages_reached"]["Customer"] == 842
    assert ever["stages_reached"]["MQL"] == 8000

    assert "sound" in run("check", file)
    assert "Nothing was changed" in run("import", file, leads, deals)


def test_a_history_of_events_is_judged_by_working_time(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    text = TERMS.replace("2017-06-01", "2026-01-01").replace("10 %", "33.33 %")
    run("agreement", "apply", file, terms(tmp_path, text))
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    run("import", file, tmp_path / "history.csv", "--preset", "events")

    # Ben: Friday 16:00 + 4 hours of 9 to 17 is Monday 12:00; he was written to a minute later.
    rows = list(csv.DictReader(io.StringIO(run("clocks", file, "--as-of", "2026-03-10"))))
    responses = {row["lead"]: row for row in rows if row["commitment"] == "S1"}
    assert {lead: row["state"] for lead, row in responses.items()} == {
        "anna": "kept",
        "ben": "late",
        "cora": "overdue",
    }
    assert responses["ben"]["due"] == "2026-03-09T12:00:00+01:00"
    assert responses["ben"]["owner"] in ("", "Dana")
    assert responses["ben"]["version"] == "1"

    before = json.loads(run("clocks", file, "--as-of", "2026-03-09T11:30", "--format", "json"))
    states = {row["lead"]: row["state"] for row in before if row["commitment"] == "S1"}
    assert states == {"anna": "kept", "ben": "due_soon", "cora": "due_soon"}

    status = run("status", file, "--period", "2026-03", "--as-of", "2026-03-10T00:00")
    assert "1 of 3" in status
    assert "33.3 %" in status


MORE_TERMS = """
[[commitment]]
code = "S3"
promises = "sales"
kind = "persistence"
share = "90 %"
attempts = 2
within = "10 business days"

[[commitment]]
code = "S4"
promises = "sales"
kind = "disposition"
share = "100 %"
within = "1 business day"

[[commitment]]
code = "S5"
promises = "sales"
kind = "deliverable"
title = "Loss report"
share = "90 %"
schedule = "every week on Friday"
accept_within = "5 business days"

[[commitment]]
code = "M3"
promises = "marketing"
kind = "reading"
title = "Site visits"
every = "month"
at_least = 1000.5
"""


def test_every_kind_of_promise_has_its_clocks_and_figures(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    run(
        "agreement",
        "apply",
        file,
        terms(tmp_path, TERMS.replace("2017-06-01", "2026-02-01") + MORE_TERMS),
    )
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    run("import", file, tmp_path / "history.csv", "--preset", "events")

    rows = list(csv.DictReader(io.StringIO(run("clocks", file, "--as-of", "2026-03-10"))))
    states = {(row["commitment"], row["lead"] or row["due"]): row["state"] for row in rows}
    assert states["S3", "anna"] == "kept"
    assert states["S3", "ben"] == "running"
    assert states["S4", "anna"] == "kept"
    assert states["S4", "ben"] == "overdue"
    reports = {due: state for (code, due), state in states.items() if code == "S5"}
    assert reports["2026-03-06T23:59:59.999000+01:00"] == "overdue"
    assert max(reports.items()) == ("2026-03-13T23:59:59.999000+01:00", "running"), "none to come"
    assert {row["name"] for row in rows if row["commitment"] == "S5"} == {"Loss report"}

    found = json.loads(
        run("status", file, "--period", "2026-03", "--as-of", "2026-03-10", "--json")
    )
    lines = {line["code"]: line for line in found["commitments"]}
    assert (lines["S4"]["kept"], lines["S4"]["of"]) == (1, 3)
    assert (lines["S5"]["kept"], lines["S5"]["of"], lines["S5"]["status"]) == (0, 1, "missing")
    assert lines["M3"]["sentence"] == "Site visits: at least 1,000.5 a month"
    assert (lines["M3"]["of"], lines["M3"]["target"], lines["M3"]["status"]) == (0, 1, "no_data")
    assert found["stages_reached"]["SAL"] == 3, "silence accepted ben and cora"


@needs_shared_data
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(AWKWARD.rglob("*")) if path.suffix in (".csv", ".xlsx", ".xls")],
    ids=lambda path: path.name,
)
def test_an_awkward_file_is_read_or_refused_with_a_sentence(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    file = workspace(run, tmp_path)
    before = file_content(file)

    code = main(["import", str(file), str(path), "--preset", "leads"])

    out, err = capsys.readouterr()
    assert code in (0, 1)
    if code == 1:
        assert path.name in err
        assert len(err.strip().splitlines()) == 1
        assert file_content(file) == before
    else:
        assert out
        assert "sound" in run("check", file)


def file_content(file: Path) -> list[str]:
    """Every fact of a workspace as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_terms_come_back_as_they_went_in(run: Run, tmp_path: Path) -> None:
    first = workspace(run, tmp_path, "--hours", "09:00-12:30, 13:30-18:00", "--country", "DE")
    run("agreement", "apply", first, terms(tmp_path))
    text = run("agreement", "export", first, "-")

    second = tmp_path / "second.tandem"
    run("new", second)
    run("agreement", "apply", second, terms(tmp_path, text))

    assert run("agreement", "export", second, "-") == text
    assert "Nothing changed" in run("agreement", "apply", second, terms(tmp_path, text))


def test_without_terms_the_status_says_so(run: Run, tmp_path: Path) -> None:
    assert "No commitment was in force" in run("status", workspace(run, tmp_path))


def test_refusals_are_one_sentence_and_code_1(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")

    assert "exists already" in run("new", file, code=1)
    assert "is not a Tandem workspace" in run("status", tmp_path / "notes.txt", code=1)
    assert "There is no file" in run("check", tmp_path / "gone.tandem", code=1)
    assert '"Mars/Base"' in run("new", tmp_path / "x", "--time-zone", "Mars/Base", code=1)
    assert "is not a span of hours" in run("new", tmp_path / "x", "--hours", "nine", code=1)
    assert "No public holidays are known" in run("new", tmp_path / "x", "--country", "XX", code=1)
    assert "is not a period" in run("status", file, "--period", "soon", code=1)
    assert "is not a time" in run("clocks", file, "--as-of", "soon", code=1)
    assert run("new", tmp_path / "x", "--name", "  ", code=1) == "This cannot stay empty.\n"
    for far in ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "2071-06-01"):
        refused = run("status", file, "--as-of", far, code=1)
        assert refused == f'"{far}" lies outside the years 1990 to 2070.\n'
    assert not list(tmp_path.glob("x*"))


def test_a_command_written_wrongly_is_code_2(run: Run) -> None:
    assert "Missing argument" in run("status", code=2)


def test_check_finds_a_clock_that_was_tampered_with(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    run("agreement", "apply", file, terms(tmp_path, TERMS.replace("2017-06-01", "2026-01-01")))
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    run("import", file, tmp_path / "history.csv")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE clock SET due = due + 3600000 WHERE stop IS NOT NULL")

    assert "S1 of lead 1" in run("check", file, code=3)
    assert "sound" in run("check", file, "--mend")
    assert "sound" in run("check", file)


def test_the_sample_company_has_something_to_show(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "northwind.tandem"
    run("sample", file)

    status = json.loads(run("status", file, "--json"))
    assert status["compliance"]["value"] is not None
    assert {line["side"] for line in status["commitments"]} == {"marketing", "sales"}
    assert datetime.fromisoformat(status["as_of"]) <= datetime.now(UTC)


def test_a_preview_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")

    assert "Nothing was written" in run("import", file, tmp_path / "history.csv", "--preview")
    assert "Imported 3 leads" in run("import", file, tmp_path / "history.csv")


def test_dates_that_can_be_read_both_ways_are_asked_about(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    leads = tmp_path / "leads.csv"
    leads.write_text("id,name,created\n1,Ada,03/04/2026 10:00\n", encoding="utf-8")

    assert "--first day or --first month" in run("import", file, leads, code=1)
    assert "Imported 1 lead, 1 event" in run("import", file, leads, "--first", "month")
    (arrived,) = query(file, "SELECT happened_at FROM event")
    assert from_ms(arrived[0]).isoformat() == "2026-03-04T09:00:00+00:00"

    other = tmp_path / "other.tandem"
    run("new", other, "--time-zone", "Europe/Berlin")
    run("import", other, leads, "--first", "day", "--times", "utc")
    (arrived,) = query(other, "SELECT happened_at FROM event")
    assert from_ms(arrived[0]).isoformat() == "2026-04-03T10:00:00+00:00"


def query(file: Path, sql: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def test_leads_are_exported_by_a_filter(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    history = tmp_path / "history.csv"
    history.write_text(HISTORY, encoding="utf-8")
    run("import", file, history, "--preset", "events")
    out = tmp_path / "leads.csv"

    said = run("leads", "export", file, "--filter", "source:fair -ben", "--out", out)
    assert said == f"Wrote 1 lead to {out}.\n"
    with out.open(encoding="utf-8-sig", newline="") as written:
        assert [row["Name"] for row in csv.DictReader(written)] == ["Lead cora"]
    assert run("leads", "export", file, "--out", out) == f"Wrote 3 leads to {out}.\n"
    assert "nobody here" in run(
        "leads", "export", file, "--filter", "owner:zoe", "--out", out, code=1
    )


def test_amounts_that_are_open_and_rows_that_fail(run: Run, tmp_path: Path) -> None:
    file = workspace(run, tmp_path)
    leads = tmp_path / "leads.csv"
    leads.write_text(
        "id,name,amount,created\n1,Ann,1.234,2026-03-02\n2,Bo,5,soon\n", encoding="utf-8"
    )
    assert "--decimal point or --decimal comma" in run("import", file, leads, code=1)
    failed = tmp_path / "failed.csv"
    said = run("import", file, leads, "--decimal", "comma", "--failed", failed)
    assert "Imported 1 lead" in said
    assert f"The rows left out are in {failed}." in said
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT value_minor FROM lead").fetchall() == [(123_400,)]
    mended = failed.read_text("utf-8-sig").replace("soon", "2026-03-03")
    failed.write_text(mended, "utf-8")
    assert "Imported 1 lead" in run("import", file, failed)  # read as the file before
