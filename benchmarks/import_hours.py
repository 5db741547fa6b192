"""How long an import takes and how much memory: `python benchmarks/import_hours.py [ROWS …]`.

For each number of rows (10,000 and 100,000 unless given) a fresh SQLite database, a sheet as a club keeps it, and
`manage.py import_hours` as its own process, once to write and once more to find everything there.
"""

import csv
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 2000
FIELDS = ("Sprachförderung", "Arbeitsmarktintegration", "Wohnen und Leben")
DURATIONS = ("1,5", "1:30", "90 min", "2", "0,75", "45 min", "3:00")
ORGANISATION = (
    "from volunteers.models import District, Organisation; "
    "district = District.objects.first(); "
    "Organisation.objects.create(slug='benchmark', name='Benchmark', kind='initiative', district=district)"
)


def write_sheet(path: Path, rows: int) -> None:
    """A sheet of that many rows: 2,000 people, a year of days, 30 activities; one row in ten has no e-mail address."""
    chance = random.Random(rows)
    first_day = dt.date(2025, 1, 1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file, delimiter=";", lineterminator="\r\n")
        sheet.writerow(["Nachname", "Vorname", "E-Mail", "Datum", "Tätigkeit", "Handlungsfeld", "Stunden", "Bemerkung"])
        for _row in range(rows):
            person = chance.randrange(PEOPLE)
            activity = chance.randrange(30)
            day = first_day + dt.timedelta(days=chance.randrange(365))
            sheet.writerow(
                [
                    f"Müller{person}",
                    f"Ümit{person % 70}",
                    "" if person % 10 == 0 else f"person{person}@example.org",
                    f"{day:%d.%m.%Y}",
                    f"Tätigkeit {activity}",
                    FIELDS[activity % 3],
                    chance.choice(DURATIONS),
                    chance.choice(["", "mit Kinderbetreuung", "„sehr schön“; danke"]),
                ]
            )


def run(arguments: Sequence[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak resident memory (MiB) of one `manage.py`. Raises SystemExit where it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"manage.py {arguments[0]} ended with {child.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(rows: int) -> None:
    """Prints one line for the first import and one for the second."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
            "DANKWERK_VAR": folder
        }
        sheet = Path(folder) / "sheet.csv"
        write_sheet(sheet, rows)
        run(["migrate", "-v0", "--skip-checks"], environment)
        run(["shell", "-v0", "-c", ORGANISATION], environment)
        command = ["import_hours", str(sheet), "--organisation", "benchmark", "--create-activities"]
        for label in ("first", "again"):
            seconds, cpu, peak = run(command, environment)
            speed = f"{seconds:6.1f} s ({cpu:.1f} s CPU)  {rows / seconds:7,.0f} rows/s"
            print(f"{rows:>9,} rows  {label}  {speed}  {peak:6.1f} MiB peak")


if __name__ == "__main__":
    for number in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
        measure(number)
