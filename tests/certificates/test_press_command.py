"""`manage.py press`, without a database: pytest-django refuses every query in these tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from certificates.press import press
from tests.certificates.press.samples import KINDS, ROOT, content, raw


def run(source: Path, target: Path) -> None:
    call_command("press", str(source), str(target), verbosity=0)


def refusal(source: Path, target: Path) -> str:
    with pytest.raises(CommandError) as caught:
        run(source, target)
    assert caught.value.returncode == 1
    return str(caught.value)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "content.json"
    path.write_text(json.dumps(raw("record"), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_example_is_pressed_to_the_same_bytes_as_by_the_worker(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    run(ROOT / f"certificates/examples/{kind}.json", target)
    assert target.read_bytes() == press(content(kind))
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_the_command_needs_no_database(tmp_path: Path, example: Path) -> None:
    target = tmp_path / "out.pdf"
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DANKWERK_VAR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "press", str(example), str(target)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    size = target.stat().st_size
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Gedruckt: {target} ({size / 1000:.0f} kB)\n"


def test_an_error_goes_to_stderr_with_an_exit_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "press", "missing.json", str(tmp_path / "out.pdf")],
        cwd=ROOT,
        env={**os.environ, "DANKWERK_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: missing.json: Die Inhaltsdatei ist nicht lesbar:")


def test_an_existing_file_is_replaced_and_a_link_stays_a_link(tmp_path: Path, example: Path) -> None:
    real = tmp_path / "real.pdf"
    real.write_bytes(b"old")
    link = tmp_path / "link.pdf"
    link.symlink_to(real)
    run(example, link)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"%PDF-1.7\n")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    source = tmp_path / "content.json"
    source.write_text(json.dumps(raw("thanks")), encoding="utf-8-sig")
    run(source, tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == press(content("thanks"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Die Inhaltsdatei ist kein gültiges JSON (Zeile 1, Spalte 1)."),
        (b'{\n"name": }', "Die Inhaltsdatei ist kein gültiges JSON (Zeile 2, Spalte 9)."),
        (b'"\xff"', "Die Inhaltsdatei ist nicht in UTF-8 gespeichert (Byte 1)."),
        (b"[" * 200_000, "Die Inhaltsdatei ist kein brauchbares JSON: zu große Zahl oder zu tief."),
        (b"1" * 5000, "Die Inhaltsdatei ist kein brauchbares JSON: zu große Zahl oder zu tief."),
        (b" " * 1_000_001, "Die Inhaltsdatei ist größer als 1 MB. So viel Inhalt hat keine Urkunde."),
        (b"[]", "Inhalt: Hier wird ein Objekt mit benannten Angaben erwartet."),
        (b"{}", "Feld kind: Die Angabe fehlt."),
    ],
)
def test_a_file_that_is_no_content_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    source, target = tmp_path / "content.json", tmp_path / "out.pdf"
    source.write_bytes(data)
    target.write_bytes(b"old")
    assert refusal(source, target) == f"{source}: {message}"
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content.json", "out.pdf"]


def test_a_character_without_a_font_is_refused_with_its_field(tmp_path: Path) -> None:
    source = tmp_path / "content.json"
    source.write_text(json.dumps(raw("thanks", name="Ada 😀")), encoding="utf-8")
    expected = "Feld name: Das Zeichen U+1F600 (GRINNING FACE) kann nicht gedruckt werden"
    assert expected in refusal(source, tmp_path / "out.pdf")


def test_a_folder_is_neither_content_nor_target(tmp_path: Path, example: Path) -> None:
    assert "Die Inhaltsdatei ist nicht lesbar" in refusal(tmp_path, tmp_path / "out.pdf")
    assert refusal(example, tmp_path) == f"{tmp_path}: Das Ziel ist keine gewöhnliche Datei."


def test_a_device_is_no_target(example: Path) -> None:
    assert refusal(example, Path("/dev/null")) == "/dev/null: Das Ziel ist keine gewöhnliche Datei."
    assert Path("/dev/null").is_char_device()


def test_a_missing_folder_of_the_target_is_said(tmp_path: Path, example: Path) -> None:
    target = tmp_path / "missing" / "out.pdf"
    assert refusal(example, target).startswith(f"{target}: Die Urkunde konnte nicht geschrieben werden:")


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path: Path, example: Path) -> None:
    """A limit on the size of files makes the write fail after its first bytes, as a full disk does."""
    target = tmp_path / "out.pdf"
    target.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "sys.dont_write_bytecode = True  # it would be cut off as well, and stay so for whoever comes next\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "call_command('press', sys.argv[1], sys.argv[2])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(example), str(target)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "DANKWERK_VAR": str(tmp_path / "var"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{target}: Die Urkunde konnte nicht geschrieben werden: File too large." in done.stderr
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.glob(".press*")] == []
