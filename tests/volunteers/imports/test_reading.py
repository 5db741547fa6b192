import csv
import io
import os
import re
import tracemalloc
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.imports.faults import ImportFileError
from volunteers.imports.reading import open_table

HEADER = "Nachname;Vorname;Datum;Tätigkeit;Stunden;Bemerkung"
ROW = "Şahin;Ümit;24.07.2026;Sprachcafé;1,5;schön"
WESTERN = "Groß;Änne;24.07.2026;Sprachcafé;1,5;für 5 €"

Rows = list[tuple[int, list[str]]]


def read(data: bytes, mapping: dict[str, str] | None = None) -> tuple[str, str, Rows]:
    """Encoding, separator, rows."""
    with open_table(io.BytesIO(data), mapping or {}) as table:
        return table.encoding, table.separator, list(table.rows)


def refusal(data: bytes) -> ImportFileError:
    with pytest.raises(ImportFileError) as refused:
        read(data)
    return refused.value


def line_of(error: ImportFileError) -> int:
    found = re.search(r"Zeile (\d+)", str(error.detail))
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    ("python_encoding", "found", "row"),
    [
        ("utf-8", "utf-8", ROW),
        ("utf-8-sig", "utf-8-sig", ROW),
        ("utf-16", "utf-16", ROW),
        ("cp1252", "cp1252", WESTERN),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_is_found(python_encoding: str, found: str, row: str, newline: str) -> None:
    data = f"{HEADER}{newline}{row}{newline}".encode(python_encoding)
    assert read(data) == (found, ";", [(2, row.split(";"))])


def test_encoding_of_big_endian_utf_16_is_found() -> None:
    assert read(f"\ufeff{HEADER}\n{ROW}".encode("utf-16-be")) == ("utf-16", ";", [(2, ROW.split(";"))])


def test_encoding_is_found_where_a_character_spans_two_chunks() -> None:
    filler = "x" * (131_000)
    rows = "\n".join(f"{ROW}{filler}" for _number in range(20))
    encoding, _separator, found = read(f"{HEADER}\n{rows}".encode())
    assert (encoding, len(found)) == ("utf-8", 20)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separator_is_sniffed(separator: str) -> None:
    cells = ["Şahin", "Ümit", "24.07.2026", "Sprachcafé", "1,5", "a;b,c|d\te"]
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADER.split(";"), cells])
    assert read(text.getvalue().encode()) == ("utf-8", separator, [(2, cells)])


def test_separator_of_excels_own_first_line_counts() -> None:
    assert read(f"sep=;\r\n{HEADER}\r\n{ROW}".encode()) == ("utf-8", ";", [(3, ROW.split(";"))])


def test_separator_is_sniffed_by_mapped_headers_too() -> None:
    mapping = {"Wer, wen": "name", "Wann": "date", "Was": "activity", "Wie lange": "hours"}
    data = "Wer, wen;Wann;Was;Wie lange\nAda;24.07.2026;Sprachcafé;2".encode()
    assert read(data, mapping) == ("utf-8", ";", [(2, ["Ada", "24.07.2026", "Sprachcafé", "2"])])


def test_rows_say_the_line_on_which_they_start() -> None:
    data = f'{HEADER}\n\n{ROW}\n;;;;;\nA;B;C;D;E;"eins\nzwei\n\ndrei"\n \n{ROW}'
    assert read(data.encode())[2] == [
        (3, ROW.split(";")),
        (5, ["A", "B", "C", "D", "E", "eins\nzwei\n\ndrei"]),
        (10, ROW.split(";")),
    ]


def test_header_may_span_lines() -> None:
    data = f'Name;Datum;"Tätigkeit";"Dauer\n(min)"\n{ROW}'
    with open_table(io.BytesIO(data.encode()), {}) as table:
        assert table.layout.header == ("Name", "Datum", "Tätigkeit", "Dauer\n(min)")
        assert [line for line, _cells in table.rows] == [3]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n1 0 obj", "ein PDF"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml", "Excel-Mappe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "alte Excel-Mappe"),
        (b"\x89PNG\r\n\x1a\n", "ein Bild"),
        (b"\xff\xd8\xff\xe0", "ein Bild"),
        (b"\x1f\x8b\x08", "gepacktes Archiv"),
        (b"{\\rtf1", "Textdokument"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML-Dokument"),
        (b"\n <!DOCTYPE html>", "Webseite"),
        (b'[{"Name": "Ada"}]', "JSON-Datei"),
    ],
)
def test_file_of_another_kind_is_named(data: bytes, named: str) -> None:
    error = refusal(data)
    assert error.code == "not_csv"
    assert named in str(error.detail)
    assert "CSV UTF-8" in str(error.detail)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n  \n", b"\xff\xfe", b"sep=;\n"])
def test_file_without_content_is_refused(data: bytes) -> None:
    assert refusal(data).code == "empty_file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_file_with_nul_characters_is_refused(encoding: str) -> None:
    error = refusal(f"{HEADER}\n{WESTERN}\nA\0da".encode(encoding))
    assert (error.code, line_of(error)) == ("nul", 3)


def test_file_damaged_in_the_middle_is_refused() -> None:
    error = refusal(f"{HEADER}\n{ROW}\n".encode() + b"M\xfcller;Ada;;;;")
    assert (error.code, line_of(error)) == ("encoding", 3)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_file_that_breaks_the_promise_of_its_mark_is_refused(mark: bytes) -> None:
    assert refusal(mark + b"Name;\xfc\xd8\xd8").code == "encoding"


def test_file_in_no_known_encoding_is_refused() -> None:
    error = refusal(b"Name;Datum\nM\xfcller\x81;")
    assert (error.code, line_of(error)) == ("encoding", 2)


def test_ten_megabytes_in_one_cell_are_refused_without_holding_them() -> None:
    data = f"{HEADER}\n{ROW}\nA;B;".encode() + b"x" * 10_000_000 + b";C\n"
    tracemalloc.start()
    try:
        error = refusal(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (error.code, line_of(error)) == ("cell_too_long", 3)
    assert peak < 9_000_000


def test_ten_megabytes_in_one_cell_of_many_lines_are_refused() -> None:
    error = refusal(f'{HEADER}\n{ROW}\nA;B;"'.encode() + b"x\n" * 5_000_000 + b'";C\n')
    assert (error.code, line_of(error)) == ("cell_too_long", 3)


@pytest.mark.parametrize("cell", ['"offen', '"zu" und weiter'])
def test_quotation_mark_out_of_place_is_refused(cell: str) -> None:
    error = refusal(f"{HEADER}\n{ROW}\nA;B;C;D;E;{cell}\n{ROW}".encode())
    assert (error.code, line_of(error)) == ("quote", 3)


def test_quotation_mark_inside_a_cell_is_text() -> None:
    data = f'{HEADER}\nA;B;C;D;E;5" Rohr\nA;B;C;D;E;"„so“; ""ja"""'
    assert [cells[5] for _line, cells in read(data.encode())[2]] == ['5" Rohr', '„so“; "ja"']


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_path_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportFileError) as refused, open_table(tmp_path / name, {}):
        pytest.fail("opened")
    assert refused.value.code == "unreadable"


def test_stream_of_the_caller_stays_open() -> None:
    stream = io.BytesIO(f"{HEADER}\n{ROW}".encode())
    with open_table(stream, {}) as table:
        assert [line for line, _cells in table.rows] == [2]
    assert not stream.closed


def test_stream_that_cannot_go_back_is_read_too() -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{HEADER}\n{ROW}".encode())
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe, open_table(cast("io.BufferedReader", pipe), {}) as table:
        assert list(table.rows) == [(2, ROW.split(";"))]


def test_position_reaches_the_size() -> None:
    data = f"{HEADER}\n{ROW}".encode()
    with open_table(io.BytesIO(data), {}) as table:
        assert list(table.rows)
        assert (table.position(), table.size) == (len(data), len(data))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode(errors="replace")))
def test_any_bytes_are_rows_or_a_clear_refusal(data: bytes) -> None:
    try:
        _encoding, _separator, rows = read(data)
    except ImportFileError as error:
        assert str(error.detail)  # noqa: PT017 - either outcome is right
    else:
        assert all(any(map(str.strip, cells)) for _line, cells in rows)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([";", ",", "\t", "|"]),
)
def test_any_cells_come_back_as_they_were_written(rows: list[list[str]], encoding: str, separator: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([HEADER.split(";"), *rows])
    found = read(text.getvalue().encode(encoding))
    assert found[:2] == (encoding, separator)
    assert [cells for _line, cells in found[2]] == [cells for cells in rows if any(map(str.strip, cells))]
