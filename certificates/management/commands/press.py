"""`manage.py press CONTENT.json OUT.pdf [--seal]`: one certificate from its content, without a database."""

import contextlib
import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.content import ContentError, parse_content
from certificates.press import press
from certificates.press.seal import Seal
from certificates.services import keys

MAX_BYTES = 1_000_000  # 500 activities with the longest texts need a quarter of it


class Command(BaseCommand):
    help = "Druckt eine Urkunde aus einer Inhaltsdatei (JSON). Braucht keine Datenbank."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("content", type=Path, metavar="CONTENT.json", help="Inhalt, wie in certificates/examples/")
        parser.add_argument("out", type=Path, metavar="OUT.pdf", help="Ziel; eine vorhandene Datei wird ersetzt")
        parser.add_argument(
            "--seal", action="store_true", help="mit dem Siegel dieser Installation (DANKWERK_SEAL) und dem Nachweis"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["content"]
        target: Path = options["out"]
        data = _read(source)
        seal = _seal() if options["seal"] else None
        try:
            pdf = press(parse_content(data), seal=seal)
        except ContentError as error:
            where = f"Feld {error.field}" if error.field else "Inhalt"
            raise CommandError(f"{source}: {where}: {error.reason}") from None
        _write(target, pdf)
        self.stdout.write(f"Gedruckt: {target} ({len(pdf) / 1000:.0f} kB)")


def _seal() -> Seal:
    try:
        seal = keys.current_seal()
    except keys.SealMisconfigured as error:
        raise CommandError(f"Es lässt sich nicht siegeln. {error}") from None
    if seal is None:
        raise CommandError("Es lässt sich nicht siegeln: DANKWERK_SEAL ist none statt einer Datei.")
    return seal


def _read(path: Path) -> Any:
    """The decoded JSON. Raises CommandError for what is unreadable, too large or no JSON."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: Die Inhaltsdatei ist nicht lesbar: {error.strerror}.") from None
    if len(raw) > MAX_BYTES:
        raise CommandError(f"{path}: Die Inhaltsdatei ist größer als 1 MB. So viel Inhalt hat keine Urkunde.")
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: Die Inhaltsdatei ist nicht in UTF-8 gespeichert (Byte {error.start}).") from None
    except json.JSONDecodeError as error:
        where = f"Zeile {error.lineno}, Spalte {error.colno}"
        raise CommandError(f"{path}: Die Inhaltsdatei ist kein gültiges JSON ({where}).") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets nested without end
        raise CommandError(f"{path}: Die Inhaltsdatei ist kein brauchbares JSON: zu große Zahl oder zu tief.") from None


def _write(path: Path, data: bytes) -> None:
    """All or nothing: a temporary file beside the target takes its place only when it is complete and on disk."""
    target = path.resolve()  # a link stays a link
    if target.exists() and not target.is_file():
        raise CommandError(f"{path}: Das Ziel ist keine gewöhnliche Datei.")
    temporary = target.with_name(f".press-{os.getpid()}.part")
    try:
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise CommandError(f"{path}: Die Urkunde konnte nicht geschrieben werden: {error.strerror}.") from None
