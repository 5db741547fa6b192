import pytest

from volunteers.imports.columns import HOURS, Layout, field_named, lay_out
from volunteers.imports.faults import Column, ImportFileError


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nachname", "surname"),
        ("FAMILIENNAME", "surname"),
        ("last name", "surname"),
        ("Last_Name", "surname"),
        ("Vorname", "first_name"),
        ("First name", "first_name"),
        ("Name", "name"),
        ("Engagierte/r", "name"),
        ("E-Mail", "email"),
        ("eMail", "email"),
        ("E-Mail-Adresse", "email"),
        ("Datum", "date"),
        ("date", "date"),
        ("Tätigkeit", "activity"),
        ("Ta\u0308tigkeit", "activity"),
        ("Taetigkeit", "activity"),
        ("activity", "activity"),
        ("Handlungsfeld", "field"),
        ("field", "field"),
        ("Stunden", "hours"),
        ("Std.", "hours"),
        ("Stunden (h)", "hours"),
        ("Dauer", "hours"),
        ("Dauer (hh:mm)", "hours"),
        ("Anzahl Stunden", "hours"),
        ("hours", "hours"),
        ("Minuten", "minutes"),
        ("minutes", "minutes"),
        ("Dauer (min)", "minutes"),
        ("Dauer in Minuten", "minutes"),
        ("Zeit (Min.)", "minutes"),
        ("Bemerkung", "note"),
        ("note", "note"),
    ],
)
def test_header_is_recognised(header: str, column: str) -> None:
    assert HOURS.recognise(header) == column


@pytest.mark.parametrize("header", ["", "Straße", "PLZ", "Tag", "Zeit", "Anzahl", "Nachnamen und mehr"])
def test_header_is_not_guessed(header: str) -> None:
    assert HOURS.recognise(header) is None


def _places(layout: Layout) -> dict[str, int]:
    return {column.value: place for column, place in layout.places.items()}


def test_layout_of_a_known_header() -> None:
    layout = lay_out(["Nachname", " Vorname ", "Straße", "Datum", "Tätigkeit", "Stunden"], {})
    assert _places(layout) == {"surname": 0, "first_name": 1, "date": 3, "activity": 4, "hours": 5}
    assert layout.unit == "hours"
    assert layout.title(Column.FIRST_NAME) == "Vorname"


def test_layout_of_minutes_counts_in_minutes() -> None:
    layout = lay_out(["Name", "Datum", "Tätigkeit", "Dauer (min)"], {})
    assert layout.unit == "minutes"
    assert layout.title(Column.HOURS) == "Dauer (min)"


def test_layout_takes_a_name_beside_a_first_name_for_the_surname() -> None:
    layout = lay_out(["Name", "Vorname", "Datum", "Tätigkeit", "Stunden"], {})
    assert _places(layout) == {"surname": 0, "first_name": 1, "date": 2, "activity": 3, "hours": 4}


def test_layout_follows_the_mapping() -> None:
    header = ["Wer", "Wann", "Was", "Wie lange", "Stunden"]
    mapping = {"wer": "name", "Wann": "Datum", "WAS": "Tätigkeit", "Wie lange": "minutes"}
    assert _places(lay_out(header, mapping)) == {"name": 0, "date": 1, "activity": 2, "minutes": 3}


def test_layout_leaves_a_column_out_on_request() -> None:
    header = ["Name", "Datum", "Tätigkeit", "Stunden", "Minuten"]
    assert _places(lay_out(header, {"Minuten": "ignore"})) == {"name": 0, "date": 1, "activity": 2, "hours": 3}


@pytest.mark.parametrize(
    ("header", "mapping", "code", "named"),
    [
        (["a", "b"], {}, "no_header", "„a“, „b“"),
        (["24.07.2026", "2"], {}, "no_header", "„24.07.2026“, „2“"),
        (["", ""], {}, "no_header", "nichts"),
        (["Name", "Datum", "Stunden"], {}, "columns", "Es fehlen Spalten: Tätigkeit."),
        (["Datum", "Tätigkeit", "Stunden"], {}, "columns", "Es fehlen Spalten: Name (oder Nachname und Vorname)."),
        (["Name", "Datum", "Tätigkeit", "Stunden", "Minuten"], {}, "columns", "„Stunden“, „Minuten“"),
        (["Name", "Datum", "Tätigkeit", "Stunden", "Datum"], {}, "columns", "„Datum“, „Datum“"),
        (["Name"], {"Wer": "name"}, "map", "„Wer“"),
        (["Name"], {"Name": "age"}, "map", "„age“"),
    ],
)
def test_layout_that_does_not_suffice_is_refused(
    header: list[str], mapping: dict[str, str], code: str, named: str
) -> None:
    with pytest.raises(ImportFileError) as refused:
        lay_out(header, mapping)
    assert refused.value.code == code
    assert named in str(refused.value.detail)


def test_layout_gives_an_empty_cell_beyond_a_short_row() -> None:
    layout = lay_out(["Name", "Datum", "Tätigkeit", "Stunden"], {})
    assert [
        layout.cell(["Ada"], Column.NAME),
        layout.cell(["Ada"], Column.HOURS),
        layout.cell(["Ada"], Column.NOTE),
    ] == [
        "Ada",
        "",
        "",
    ]


@pytest.mark.parametrize("column", HOURS.columns)
def test_field_is_named_by_its_code(column: Column) -> None:
    assert field_named(column.value.upper()) == column
