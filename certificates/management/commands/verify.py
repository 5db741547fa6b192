"""`manage.py verify FILE.pdf`: is this one of ours, whole and as it was? From the file alone, without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from certificates.services import keys
from certificates.services.judging import MOST_BYTES, judge_apart
from certificates.services.verifying import sentence_of


class Command(BaseCommand):
    help = "Prüft ein PDF ohne Datenbank und ohne Netz: Siegel, ganze Datei, Vertrauen, eingebetteter Nachweis, Text."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf", help="das PDF, höchstens 10 MB")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            metavar="CERT.pem",
            help="Zertifikat, dem vertraut wird; ohne Angabe denen dieser Installation. Mehrfach möglich.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        trusted = [root for each in options["trust"] or [] for root in _roots(each)]
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path}: Die Datei ist nicht lesbar: {error.strerror}.") from None
        judgement = judge_apart(data, trusted or _own())
        if not judgement.genuine:
            reasons = "\n".join(f"  - {sentence_of(finding)}" for finding in judgement.findings)
            raise CommandError(f"{path}: Nicht echt.\n{reasons}")
        self.stdout.write(f"Echt: {path}\n  Nummer {judgement.number}, Code {judgement.code}, {judgement.name}")
        self.stdout.write(f"  Siegel {judgement.key_id}: {judgement.signer}")


def _own() -> list[x509.Certificate]:
    try:
        return keys.trust_roots()
    except keys.SealMisconfigured as error:
        raise CommandError(f"Das eigene Siegel ist nicht lesbar. {error}") from None


def _roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path}: Das Zertifikat ist nicht lesbar: {error.strerror}.") from None
    except ValueError:
        raise CommandError(f"{path}: Das ist kein Zertifikat in PEM.") from None
