"""What a certificate costs: `python -m benchmarks.press [ROUNDS]`.

Median milliseconds of one core (CPU time: what else the machine does is left out) and kilobytes, for each kind and each
name of tests/data/names.csv, after the first certificate of a process, which reads fonts and draws the plate.
"""

import csv
import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from certificates.content import CertificateContent, parse_content
from certificates.press import ENGINE_VERSION, press

ROOT = Path(__file__).resolve().parent.parent


def _timed(content: CertificateContent) -> tuple[float, int]:
    start = time.process_time()
    size = len(press(content))
    return (time.process_time() - start) * 1000, size


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with (ROOT / "tests/data/names.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    examples = {
        kind: json.loads((ROOT / f"certificates/examples/{kind}.json").read_text(encoding="utf-8"))
        for kind in ("thanks", "record", "competence")
    }
    first, _ = _timed(parse_content(examples["thanks"]))
    by_kind: dict[str, list[tuple[float, int]]] = defaultdict(list)
    by_script: dict[str, list[tuple[float, int]]] = defaultdict(list)
    serial = 0
    for turn in range(rounds + 1):
        for kind, example in examples.items():
            for person in people:
                serial += 1  # a number and an address of its own each time, as in a campaign
                code = f"{serial:016d}".translate(str.maketrans("0189", "ABCD"))
                changed = {
                    "name": person["name"],
                    "name_latin": person["latin"],
                    "language": person["language"],
                    "number": f"NI-2025-{serial:06d}",
                    "code": code,
                    "verify_url": f"https://dankwerk.example/v/{code}",
                }
                measured = _timed(parse_content({**example, **changed}))
                if turn:  # the first turn warms the caches
                    by_kind[kind].append(measured)
                    by_script[person["script"]].append(measured)
    print(f"{ENGINE_VERSION}; {rounds} rounds")
    everything = sum(time for group in by_script.values() for time, _ in group)
    for title, groups in (("kind", by_kind), ("script", by_script)):
        print(f"\n{title:12}  median ms      kB   share of time")
        for name, group in groups.items():
            median = statistics.median(time for time, _ in group)
            size = statistics.median(size for _, size in group) / 1000
            share = sum(time for time, _ in group) / everything
            print(f"{name:12}  {median:9.2f}  {size:6.1f}   {share:6.1%}")
    print(f"\nfirst certificate of a process: {first:.0f} ms")


if __name__ == "__main__":
    main()
