"""The command around the import: options in, exit and files out."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.cast import World
from volunteers.models import HourEntry

SHEET = "Wer;Einsatz am;Tätigkeit;Std\nBada, Bea;01.10.2025;Sprechrunde;1,5\nBada, Bea;gestern;Sprechrunde;1,5\n"
MAPPED = ("--map", "Wer=name", "--map", "Einsatz am=Datum")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("import_hours", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_command_imports_and_says_what_is_wrong(
    world: World, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report_path = tmp_path / "report.json"
    reason = "„gestern“ ist kein Datum, das es gibt. Bitte schreiben Sie es wie 24.07.2026 oder 2026-07-24."
    said = run(sheet, "--organisation", "cafe", *MAPPED, "--actor", "Omar@example.org", "--report", report_path)
    assert said.splitlines() == [
        "Zeilen: 2, davon richtig: 1 (1:30 h). Neu: 1, schon da: 0.",
        "Neue Personen: 1, neue Tätigkeiten: 0.",
        "Falsche Zeilen, die wegbleiben: 1",
        f"  Zeile 3, Einsatz am: {reason}",
    ]
    entry = HourEntry.objects.get()
    assert (entry.volunteer.name, entry.minutes, entry.logged_by) == ("Bea Bada", 90, world.omar)
    report = json.loads(report_path.read_text(encoding="utf-8"))
    assert {key: report[key] for key in ("rows", "good", "bad", "minutes", "minutes_per_activity")} == {
        "rows": 2,
        "good": 1,
        "bad": {"date": 1},
        "minutes": 90,
        "minutes_per_activity": {"Sprechrunde": 90},
    }
    assert sorted(path.name for path in tmp_path.glob("report*")) == ["report.json"]
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("world")
def test_command_writes_wrong_rows_to_be_mended_and_reads_them_again(sheet: Path, tmp_path: Path) -> None:
    sheet.write_text(f"Stand: gestern\n\n{SHEET}", encoding="cp1252")
    wrong = tmp_path / "wrong.csv"
    said = run(sheet, "--organisation", "cafe", *MAPPED, "--header-line", 3, "--errors", wrong)
    assert "Falsche Zeilen, die wegbleiben: 1" in said
    rows = wrong.read_bytes().decode("utf-8-sig").split("\r\n")
    assert rows[0] == "Was nicht stimmt;Wer;Einsatz am;Tätigkeit;Std"
    assert rows[1].endswith(";Bada, Bea;gestern;Sprechrunde;1,5")
    wrong.write_bytes(wrong.read_bytes().replace(b"gestern;", b"02.10.2025;"))
    assert "Neu: 1, schon da: 0." in run(wrong, "--organisation", "cafe", *MAPPED)
    assert HourEntry.objects.count() == 2


@pytest.mark.usefixtures("world")
def test_command_with_dry_run_writes_nothing(sheet: Path) -> None:
    said = run(sheet, "--organisation", "cafe", *MAPPED, "--dry-run")
    assert said.splitlines()[0] == "Nichts geschrieben. Zeilen: 2, davon richtig: 1 (1:30 h), davon neu: 1."
    assert HourEntry.objects.count() == 0


@pytest.mark.usefixtures("world")
def test_command_shows_progress_on_a_terminal(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(sheet, "--organisation", "cafe", *MAPPED)
    assert "Lesen: 100%" in terminal.getvalue()
    assert "Schreiben: 100%" in terminal.getvalue()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--organisation", "nowhere"], "nowhere"),
        (["--organisation", "cafe", "--actor", "nobody@example.org"], "Ein Konto"),
        (["--organisation", "cafe", "--actor", "mallory@example.org", *MAPPED], "wer zu der Organisation gehört"),
        (["--organisation", "cafe"], "Es fehlen Spalten: Name (oder Nachname und Vorname), Datum."),
        (["--organisation", "cafe", "--map", "Wer"], "SPALTE=FELD"),
        (["--organisation", "cafe", "--map", "Wer=age"], "„age“"),
        (["--organisation", "cafe", *MAPPED, "--report", "/nonexistent/report.json"], "Ordner"),
    ],
)
def test_command_that_cannot_run_says_why_and_writes_nothing(sheet: Path, arguments: list[str], named: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(sheet, *arguments)
    assert named in str(refused.value)
    assert refused.value.returncode == 1
    assert HourEntry.objects.count() == 0


@pytest.mark.usefixtures("world")
def test_command_whose_report_cannot_be_saved_says_that_the_import_is_done(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(CommandError, match="Der Import ist fertig"):
        run(sheet, "--organisation", "cafe", *MAPPED, "--report", tmp_path / "taken")
    assert HourEntry.objects.count() == 1
    assert list(tmp_path.glob("taken.*")) == []
