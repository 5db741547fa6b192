"""What the programs here share: servers, a process with Django on given settings, medians, tables."""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.services import MissingProgramError, PostgresServer, stop_on_sigterm

ROOT = Path(__file__).resolve().parent.parent
DECIDED_HERE = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "DANKWERK_PRODUCTION")


def program(description: str, **options: tuple[Any, str]) -> argparse.Namespace:
    """The command line of a program: `--json FILE` and each option with its default and help."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    for name, (default, text) in options.items():
        number = "+" if isinstance(default, list) else None
        parser.add_argument(f"--{name}", type=int, nargs=number, default=default, metavar="N", help=text)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    stop_on_sigterm()
    return parser.parse_args()


@contextlib.contextmanager
def servers(*kinds: Any) -> Iterator[Any]:
    """Servers of one's own that sync each commit to the disk, as in production; stopped at the end."""
    with contextlib.ExitStack() as stack:
        running = []
        for kind in kinds:
            try:
                server = kind(durable=True)
            except MissingProgramError as error:
                sys.exit(str(error))
            stack.callback(server.stop)
            running.append(server.start())
        yield running


@contextlib.contextmanager
def settings(**variables: str) -> Iterator[dict[str, str]]:
    """An environment with a data folder of its own and those variables."""
    with tempfile.TemporaryDirectory(prefix="dankwerk-benchmark-") as folder:
        (Path(folder) / "static").mkdir()
        inherited = {name: value for name, value in os.environ.items() if name not in DECIDED_HERE}
        yield {**inherited, "DANKWERK_VAR": folder, "DANKWERK_ALLOWED_HOSTS": "testserver", **variables}


def inside(part: str, environment: Mapping[str, str], **arguments: Any) -> Any:
    """What `benchmarks.inside.PART.measure(**arguments)` returns in a process with Django and a migrated database."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        command = [sys.executable, "-m", "benchmarks.inside", part, json.dumps(arguments), answer.name]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        return json.load(answer)


def median(values: Sequence[float]) -> float:
    """The middle: a machine that others use too is slow at times, never fast."""
    return statistics.median(values)


def say(text: str) -> None:
    """What goes on, for whoever waits; beside the tables."""
    sys.stderr.write(f"· {text}\n")
    sys.stderr.flush()


def shown(value: Any) -> str:
    """A figure with as many digits as it deserves."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Prints Markdown, ready for the README."""
    cells = [list(head), *([shown(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    print(f"\n{title}\n")
    for number, row in enumerate(cells):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    sys.stdout.flush()


def keep(path: Path | None, figures: Any) -> None:
    """Writes the figures where the caller asked for them."""
    if path is not None:
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def postgres_version(server: PostgresServer) -> str:
    """Such as `PostgreSQL 15.18`."""
    said = subprocess.run([server.bin / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return "PostgreSQL " + said.split()[2]
