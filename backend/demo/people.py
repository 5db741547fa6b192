"""The volunteers of the example alliance, from two files: the names in many scripts, and the other people."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from backend.demo.alliance import CAFE, PARTNERS, VOLUNTEER_UK
from volunteers.text import tidy

NAMES = Path(settings.BASE_DIR) / "volunteers" / "data" / "demo" / "names.csv"
OTHERS = Path(__file__).with_name("people.csv")


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer to come. `name` is unique among them. Without an account the organisation `home` keeps the record.

    `script` is filled for the people of names.csv, who get hours enough for a certificate.
    """

    name: str
    latin: str
    given: str
    family: str
    language: str
    home: str
    email: str
    account: bool
    script: str = ""


def everybody() -> list[Person]:
    """All of them: those of people.csv, then those of names.csv, every second one at the café."""
    people = [
        Person(
            name=tidy(row["name"]),
            latin=row["latin"],
            given=row["given"],
            family=row["family"],
            language=row["language"],
            home=row["home"],
            email=row["email"],
            account=row["account"] == "yes",
        )
        for row in _rows(OTHERS)
    ]
    for index, row in enumerate(_rows(NAMES)):
        signs_in = row["name"] == VOLUNTEER_UK.name
        people.append(
            Person(
                name=tidy(row["name"]),
                latin=row["latin"],
                given="",
                family="",
                language=row["language"],
                home=PARTNERS[index % len(PARTNERS)].slug if index % 2 else CAFE,
                email=VOLUNTEER_UK.email if signs_in else "",
                account=signs_in,
                script=row["script"],
            )
        )
    return people


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
