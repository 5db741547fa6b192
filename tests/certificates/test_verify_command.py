"""`manage.py verify`, without a database: pytest-django refuses every query in these tests."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from certificates.press import press
from certificates.services import keys
from tests.certificates.press import seals
from tests.certificates.press.samples import ROOT, content


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "urkunde.pdf"
    path.write_bytes(press(content("record"), seal=seals.ec_seal()))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(seals.authority().public_bytes(Encoding.PEM))
    return path


def refusal(*arguments: Path | str) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("verify", *map(str, arguments))
    assert caught.value.returncode == 1
    return str(caught.value)


def test_genuine_paper_with_a_trusted_certificate(paper: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify", str(paper), "--trust", str(root))
    expected = content("record")
    assert capsys.readouterr().out == (
        f"Echt: {paper}\n"
        f"  Nummer {expected.number}, Code {expected.code}, {expected.name}\n"
        f"  Siegel {seals.ec_seal().key_id}: CN=Test-Siegel\n"
    )


def test_paper_pressed_with_the_own_seal_is_trusted_without_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    call_command("press", str(ROOT / "certificates/examples/competence.json"), str(out), "--seal", verbosity=0)
    call_command("verify", str(out))
    assert f"Echt: {out}\n" in capsys.readouterr().out
    own = keys.current_seal()
    assert own is not None
    assert out.read_bytes() == press(content("competence"), seal=own)


def test_paper_of_another_installation_is_not_trusted(paper: Path) -> None:
    assert refusal(paper) == (f"{paper}: Nicht echt.\n  - Das Siegel stammt von keiner Stelle, der hier vertraut wird.")


def test_changed_paper_is_not_genuine_and_says_why(paper: Path, root: Path) -> None:
    data = bytearray(paper.read_bytes())
    data[data.index(b"<dc:title>") + 60] ^= 1
    paper.write_bytes(data)
    assert refusal(paper, "--trust", root) == (
        f"{paper}: Nicht echt.\n  - Das Siegel ist gebrochen: Die Datei wurde nach dem Siegeln verändert."
    )


def test_file_beyond_all_bounds_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(1_000_000_000)  # a hole: it takes no space
    assert refusal(path).endswith("- Die Datei ist größer als 10 MB. So groß ist keine Urkunde.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "Das ist kein PDF."), (b"%PDF-1.7", "Die Datei ist beschädigt: Ihr Aufbau oder ihr Siegel ist nicht mehr")],
    ids=["empty", "header"],
)
def test_what_is_no_paper_is_refused(data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    assert sentence in refusal(path)


def test_file_that_is_not_there_is_named(tmp_path: Path, paper: Path) -> None:
    gone = tmp_path / "gone.pdf"
    assert refusal(gone) == f"{gone}: Die Datei ist nicht lesbar: No such file or directory."
    assert refusal(tmp_path) == f"{tmp_path}: Die Datei ist nicht lesbar: Is a directory."
    assert refusal(paper, "--trust", gone) == f"{gone}: Das Zertifikat ist nicht lesbar: No such file or directory."
    assert refusal(paper, "--trust", paper) == f"{paper}: Das ist kein Zertifikat in PEM."


def test_seal_that_cannot_be_used_is_named(settings: Settings, tmp_path: Path, paper: Path) -> None:
    settings.SEAL = str(tmp_path / "gone.p12")
    reason = f"DANKWERK_SEAL: {tmp_path}/gone.p12: the file cannot be read: No such file or directory."
    assert reason in refusal(paper)
    source, out = str(ROOT / "certificates/examples/thanks.json"), tmp_path / "out.pdf"
    with pytest.raises(CommandError) as caught:
        call_command("press", source, str(out), "--seal")
    assert reason in str(caught.value)
    settings.SEAL = "none"
    with pytest.raises(CommandError, match="DANKWERK_SEAL ist none"):
        call_command("press", source, str(out), "--seal")
    assert not out.exists()
