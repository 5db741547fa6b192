"""Equal content gives equal bytes: in any process, any order, with any hash seed, on any day, after any other work."""

import datetime as dt
import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest
import time_machine

from certificates.content import parse_content
from certificates.press import press
from tests.certificates.press.samples import KINDS, ROOT, activities, content, people, raw, too_wide
from tests.certificates.press.seals import ec_seal

DIGESTS = """
import hashlib, json, sys
from certificates.content import parse_content
from certificates.press import press
from tests.certificates.press.seals import ec_seal
for job in json.loads(sys.stdin.buffer.read()):
    print(job["number"], hashlib.sha256(press(parse_content(job), seal=ec_seal())).hexdigest())
"""


def jobs() -> list[dict[str, Any]]:
    """One of each script, and each kind; some with several pages."""
    return [
        raw(
            KINDS[i % 3],
            name=person["name"],
            name_latin=person["latin"],
            language=person["language"],
            number=f"NI-{i}",
            verify_url=f"https://{'a' * (i % 2)}dank.example/v/K7QXM2VDPA4TZ5RE",
            **({"activities": activities(30) + too_wide(f"Unterstützung{'gemeinschaft' * 6}")} if i % 5 == 0 else {}),
        )
        for i, person in enumerate(people())
    ]


def digests(ordered: list[dict[str, Any]]) -> list[str]:
    pressed = [(job["number"], press(parse_content(job), seal=ec_seal())) for job in ordered]
    return sorted(f"{number} {hashlib.sha256(pdf).hexdigest()}" for number, pdf in pressed)


def digests_elsewhere(ordered: list[dict[str, Any]], *, seed: str, zone: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        input=json.dumps(ordered),
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(done.stdout.splitlines())


def test_sealed_bytes_are_the_same_in_any_process_order_and_hash_seed() -> None:
    here = digests(jobs())
    assert len(here) == len(people())
    assert digests_elsewhere(jobs(), seed="0", zone="UTC") == here
    assert digests_elsewhere(jobs()[::-1], seed="4711", zone="Asia/Tokyo") == here


@pytest.mark.parametrize("kind", KINDS)
def test_sealed_bytes_are_the_same_on_any_day(kind: str) -> None:
    found = set()
    for day in (dt.datetime(1999, 12, 31, 23, 59, tzinfo=dt.UTC), dt.datetime(2071, 7, 1, tzinfo=dt.UTC)):
        with time_machine.travel(day, tick=False):
            found.add(press(content(kind), seal=ec_seal()))
    assert found == {press(content(kind), seal=ec_seal())}


def test_bytes_do_not_depend_on_what_was_pressed_before() -> None:
    """The first address of a kind is drawn by segno, later ones by the table; lines are kept from one to the next."""
    job = raw("record", verify_url="https://never-met-before.example/v/K7QXM2VDPA4TZ5RE")
    assert [*digests([job]), *digests([job])] == digests([job, job])
