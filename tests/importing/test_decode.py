"""Files of every kind are read rightly, or refused with a sentence."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Cancelled, Refusal
from app.importing.decode import read_table

AWKWARD = Path(__file__).resolve().parents[3] / "shared" / "data" / "awkward"
AWKWARD_FILES = sorted(f for f in AWKWARD.rglob("*.*") if f.suffix in {".csv", ".xls", ".xlsx"})
REFUSED = {
    "frictionless/empty.csv": "is empty",
    "frictionless/merged-cells.xls": "an old workbook",
    "frictionless/merged-cells.xlsx": "no rows below",
}


def read(content: bytes | str, **choices: str) -> list[tuple[object, ...]]:
    """Read a file's content and give its rows, the header first."""
    data = content.encode() if isinstance(content, str) else content
    table = read_table(data, "try.csv", **choices)  # type: ignore[arg-type]
    return [table.header, *table.rows]


@pytest.mark.skipif(not AWKWARD_FILES, reason="no shared data here")
@pytest.mark.parametrize("path", AWKWARD_FILES, ids=lambda path: path.name)
def test_every_awkward_file_is_read_or_refused_with_its_name(path: Path) -> None:
    key = path.relative_to(AWKWARD).as_posix()
    if key in REFUSED:
        with pytest.raises(Refusal, match=REFUSED[key]) as refusal:
            read_table(path)
        assert path.name in str(refusal.value)
        return
    table = read_table(path)
    assert len(set(table.header)) == len(table.header)
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert not table.problems


@pytest.mark.skipif(not AWKWARD_FILES, reason="no shared data here")
@pytest.mark.parametrize(
    ("name", "last_row"),
    [
        ("csv-spectrum/newlines_crlf.csv", ("7", "8", "9")),
        ("csv-spectrum/utf8.csv", ("4", "5", "ʤ")),
        ("frictionless/bom.csv", ("2", "中国人")),
        ("frictionless/blank-rows-multiple.csv", ("1102", "Julie", "26")),
        ("frictionless/escaping.csv", ("3", 'Test " line 3')),
        ("frictionless/issue-1009-semicolon.csv", ("0123", "c")),
        ("frictionless/latin1.csv", ("2", "©")),
        ("frictionless/leading-zeros.csv", ("00003",)),
        ("frictionless/multiline-headers.xlsx", ("A", "B", "C", "D")),
        ("frictionless/skip-blank-at-the-end.csv", ("1", "2")),
        ("frictionless/skip-rows-before-headers.csv", ("2", "中国人")),
        ("frictionless/table-infer-iso-8859-7.csv", ("4", "28", "Ευστοργιος")),
        ("salesforce-dataloader/csvtext_BOM_UTF16BE.csv", ("row2-1", "row2-2", "row2-3")),
        ("salesforce-dataloader/csvtext_BOM_UTF16LE.csv", ("row2-1", "row2-2", "row2-3")),
        ("salesforce-dataloader/csvtext_BOM_UTF32LE.csv", ("row2-1", "row2-2", "row2-3")),
    ],
)
def test_awkward_files_say_what_they_mean(name: str, last_row: tuple[str, ...]) -> None:
    assert read_table(AWKWARD / name).rows[-1] == last_row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_unicode_with_and_without_mark(encoding: str) -> None:
    assert read("name;town\nZoë;Łódź\n".encode(encoding)) == [("name", "town"), ("Zoë", "Łódź")]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "Müller,Straße"),
        ("cp1252", "José,São Paulo"),
        ("cp1252", "l\u2019été,5 €"),
        ("cp1250", "Łódź,zażółć"),
        ("cp1251", "Иванов,Петербург"),
        ("cp1253", "Γιώργος,Αθήνα"),
    ],
)
def test_legacy_encodings_are_guessed_and_said(encoding: str, words: str) -> None:
    table = read_table(f"name,town\n{words}\n".encode(encoding), "old.csv")
    assert table.rows == (tuple(words.split(",")),)
    assert any("encoding is not stated" in note for note in table.notes)


def test_a_few_stray_bytes_in_utf8_are_named_by_line() -> None:
    table = read_table("a,b\né,ü\nö,ä\n".encode() + b"caf\xe9,1\n", "mixed.csv")
    assert table.rows[-1] == ("café", "1")
    assert any("line 4" in note for note in table.notes)


def test_an_encoding_asked_for_must_fit() -> None:
    with pytest.raises(Refusal, match="line 2") as refusal:
        read(b"a,b\n\xff,1\n", encoding="utf-8")
    assert refusal.value.field == "encoding"
    with pytest.raises(Refusal, match="no encoding called"):
        read(b"a,b\n1,2\n", encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_in_spite_of_the_cells(delimiter: str) -> None:
    text = delimiter.join(["id", "worth"]) + "\n" + delimiter.join(['"1,5;x|y\tz"', "2"]) + "\n"
    assert read(text) == [("id", "worth"), ("1,5;x|y\tz", "2")]


def test_commas_in_numbers_do_not_hide_the_semicolon() -> None:
    assert read("day;rate;worth\n1;0,5;3,5\n2;0,6;4,5\n")[1] == ("1", "0,5", "3,5")


def test_excels_own_delimiter_line() -> None:
    table = read_table(b"sep=|\r\na|b\r\n1|2\r\n", "sep.csv")
    assert (table.header, table.rows, table.lines) == (("a", "b"), (("1", "2"),), (3,))


def test_lines_count_newlines_inside_cells() -> None:
    table = read_table(b'a,b\r\n"one\r\ntwo",1\r\n\r\nx,2\r\n', "lines.csv")
    assert table.lines == (2, 5)
    assert table.rows[0] == ("one\r\ntwo", "1")


def test_ragged_rows_are_listed_with_line_and_reason() -> None:
    table = read_table(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6,\n", "ragged.csv")
    assert table.rows == (("1", "2", "3"), ("4", "5", "6"))
    assert [str(problem) for problem in table.problems] == [
        "ragged.csv, line 3: This row has 2 cells, the header has 3.",
        "ragged.csv, line 4: This row has 4 cells, the header has 3.",
    ]


def test_blank_and_repeated_headers_can_be_chosen() -> None:
    table = read_table(b"id,,id,id (2)\n1,2,3,4\n", "headers.csv")
    assert table.header == ("id", "Column 2", "id (3)", "id (2)")
    assert len(table.notes) == 2


def test_titles_above_and_footers_below_are_left_out_and_said() -> None:
    text = (
        '"Leads of May"\n\n"Owner","Company","Created"\n"Dana","Acme","2026-05-01"\n\n'
        '"Grand Totals (1 records)"\n\n"Confidential Information - Do Not Distribute"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    )
    table = read_table(text.encode(), "report.csv")
    assert table.rows == (("Dana", "Acme", "2026-05-01"),)
    assert len(table.notes) == 2
    assert not table.problems


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b",,\n,,\n", "is empty"),
        (b"a,b\n", "no rows below"),
        (b"a,b\n1,\x002\n", "line 2 holds a zero byte"),
        (bytes(range(1, 32)) * 20, "binary data"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        (b"PK\x03\x04 broken", "not a workbook"),
        (b'a,b\n1,2\n3,"never closed\n4,5\n', "line 3: a quote"),
        (b'a,b\n1,"x"y\n3,"never closed\n4,5\n', "line 3: a quote"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refusal:
        read_table(data, "junk.csv")
    assert "junk.csv" in str(refusal.value)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(Refusal, match="is a folder"):
        read_table(tmp_path)


def test_sloppy_quotes_are_read_and_said() -> None:
    table = read_table(b'a,b\n1,"x"y\n2,z\n', "sloppy.csv")
    assert table.rows == (("1", "xy"), ("2", "z"))
    assert any("quotes" in note for note in table.notes)


def test_progress_can_cancel() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_table(b"a,b\n" + b"1,2\n" * 30_000, "big.csv", progress=cancel)


def workbook(sheets: dict[str, list[list[object]]], merged: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place in merged:
                sheet.merge_range(place, "")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, dt.datetime):
                        sheet.write_datetime(number, column, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return stream.getvalue()


def test_workbook_cells_keep_their_types() -> None:
    moment = dt.datetime(2026, 3, 2, 16, 40)  # noqa: DTZ001 - workbooks know no zones
    data = workbook(
        {"Leads": [["name", "day", "moment", "worth"], ["Priya", dt.date(2026, 3, 1), moment, 7.5]]}
    )
    table = read_table(data, "leads.xlsx")
    assert table.rows == (("Priya", dt.date(2026, 3, 1), moment, 7.5),)
    assert (table.sheet, table.lines) == ("Leads", (2,))


def test_the_first_sheet_with_anything_is_read_unless_another_is_asked_for() -> None:
    data = workbook({"Cover": [], "A": [["x", "y"], [1, 2]], "B": [["x", "y"], [3, 4]]})
    assert read_table(data, "book.xlsx").sheet == "A"
    assert read_table(data, "book.xlsx", sheet="B").rows == ((3.0, 4.0),)
    with pytest.raises(Refusal, match="It has: Cover, A, B"):
        read_table(data, "book.xlsx", sheet="C")
    with pytest.raises(Refusal, match="is empty"):
        read_table(data, "book.xlsx", sheet="Cover")


def test_merged_cells_of_header_and_body() -> None:
    rows: list[list[object]] = [
        ["Lead", "When", None],
        [None, "created", "won"],
        ["Acme", "2026-03-01", "2026-03-09"],
        [None, "2026-03-02", "2026-03-10"],
    ]
    table = read_table(workbook({"S": rows}, ("A1:A2", "B1:C1", "A3:A4")), "merged.xlsx")
    assert table.header == ("Lead", "When created", "When won")
    assert [row[0] for row in table.rows] == ["Acme", "Acme"]


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Refusal, match=r"void\.xlsx is empty"):
        read_table(workbook({"S": []}), "void.xlsx")


def test_a_stray_cell_far_away_is_named_before_it_fills_the_memory() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(Refusal, match="as far as cell XFD1048576"):
        read_table(stream.getvalue(), "far.xlsx")


@given(st.binary(max_size=40), st.integers(0, 200))
def test_a_damaged_workbook_is_read_or_refused(junk: bytes, place: int) -> None:
    data = workbook({"S": [["a", "b"], [1, 2]]})
    middle = len(data) * place // 200
    try:
        table = read_table(data[:middle] + junk + data[middle + len(junk) :], "hurt.xlsx")
    except Refusal as refusal:
        assert "hurt.xlsx" in str(refusal)  # noqa: PT017
    else:
        assert table.rows


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_table(b"a,b\n" + data, "any.csv")
    except Refusal as refusal:
        assert "any.csv" in str(refusal)  # noqa: PT017
    else:
        assert {len(row) for row in table.rows} <= {len(table.header)}


CELL = st.text(st.sampled_from("abzé Ü中,;|\t\"'\n\\€#=0189.-"), max_size=12)
NAME = st.text(st.sampled_from("abcdefgh"), min_size=1, max_size=6)


@st.composite
def dialects(draw: st.DrawFn) -> tuple[list[list[str]], str, str, int, str]:
    header = draw(st.lists(NAME, min_size=2, max_size=5, unique=True))
    row = st.lists(CELL, min_size=len(header), max_size=len(header)).filter(
        lambda cells: all(cell.strip() for cell in cells[:2])
    )
    return (
        [header, *draw(st.lists(row, min_size=1, max_size=12))],
        draw(st.sampled_from([",", ";", "\t", "|"])),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])),
    )


@given(dialects())
def test_what_csv_writes_is_read_back(
    written: tuple[list[list[str]], str, str, int, str],
) -> None:
    rows, delimiter, newline, quoting, encoding = written
    stream = io.StringIO(newline="")
    csv.writer(
        stream,
        delimiter=delimiter,
        lineterminator=newline,
        quoting=quoting,  # type: ignore[arg-type]
    ).writerows(rows)
    table = read_table(stream.getvalue().encode(encoding), "round.csv")
    assert table.delimiter == delimiter
    assert [list(table.header), *map(list, table.rows)] == rows
    assert not table.problems
