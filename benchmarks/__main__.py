"""`python -m benchmarks [NAME …]`: every measurement behind the README's figures, one after another."""

import argparse
import subprocess
import sys

from benchmarks.harness import ROOT

PROGRAMS = {
    "ledger": "logging, confirming, totals and pages at 100,000 and 1,000,000 entries",
    "desk": "the first page of a desk and a decision on all of 10,000 waiting entries",
    "directory": "pages and files of a public directory of 5,000 organisations",
    "programmes": "who reached what: 50,000 people evaluated for every programme",
    "thanks_due": "the page of thanks due to 50,000 people, and the thanks gap",
    "fairness": "who is thanked and who is not, over a year of everybody's hours",
    "issuing": "certificates a second through the queue",
    "press": "one certificate through the press",
    "import_hours": "importing sheets of hours",
    "export": "files of 100,000 hours in each form, beside csv.writer and COPY",
    "suppression": "an attacker on the published figures of 500 random years",
    "embedded": "SQLite with one writer and with four",
    "migrations": "a fresh database by all migrations and by those that replace them; that both are alike",
}


def main() -> int:
    """Runs each program in a process of its own; 1 if one of them failed."""
    listed = "\n".join(f"  {name:14}{text}" for name, text in PROGRAMS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Every measurement, or those named; about a quarter of an hour on two free cores.",
        epilog=f"{listed}\n\nEach runs alone too, with options of its own: python -m benchmarks.NAME --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them unless given")
    names = parser.parse_args().names or list(PROGRAMS)
    unknown = [name for name in names if name not in PROGRAMS]
    if unknown:
        parser.error(f"{', '.join(unknown)}: there are {', '.join(PROGRAMS)}")
    failed = []
    for name in names:
        print(f"\n## {name}: {PROGRAMS[name]}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
