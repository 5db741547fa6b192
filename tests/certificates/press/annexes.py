"""Annexes to press: of nobody, with one organisation, many, and every script."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from certificates.press.annex import Annex, AnnexPlace, AnnexWaiver
from tests.certificates.press.samples import people

END = dt.date(2026, 11, 23)
SPANS = ((dt.date(2025, 11, 24), END), (dt.date(2024, 11, 24), dt.date(2025, 11, 23)))
CAFE = AnnexPlace(
    organisation="Sprachcafé Leer e. V.",
    where="Verein, Landkreis Leer",
    website="https://sprachcafe.example",
    activities=("Sprechrunde", "Begleitung zu Ämtern"),
    since=dt.date(2023, 3, 1),
    minutes=45_300,
    years=(15_600, 15_900, 13_800),
    spans=(15_650, 15_730),
    word="confirmed",
    by="Omar Beispiel",
    on=END,
)
ANNEX = Annex(
    name="Ada Beispiel",
    name_latin="",
    birth_date=None,
    programme="Ehrenamtskarte Niedersachsen/Bremen",
    period_start=dt.date(2024, 1, 1),
    period_end=END,
    met=True,
    met_by="",
    rule=("Mindestens 250 Stunden im Kalenderjahr.", "In 2 Jahren hintereinander."),
    source="freiwilligenserver.de, Anforderungen für die Ehrenamtskarte",
    years=(2024, 2025, 2026),
    spans=SPANS,
    places=(CAFE,),
    waivers=(),
    address="https://www.freiwilligenserver.de/ehrenamtskarte",
)
JULEICA = AnnexWaiver("Juleica", dt.date(2025, 5, 1), dt.date(2028, 4, 30), "Sprachcafé Leer e. V.", END)


def annex(*places: AnnexPlace, **changes: object) -> Annex:
    """Like that of the café, with other organisations if some are given."""
    return dataclasses.replace(ANNEX, places=places or ANNEX.places, **changes)  # type: ignore[arg-type]  # as told


def place(name: str, **changes: object) -> AnnexPlace:
    """Another organisation with the same figures, that is asked still."""
    asked: dict[str, object] = {"organisation": name, "word": "asked", "by": "", "on": None}
    return dataclasses.replace(CAFE, **asked | changes)  # type: ignore[arg-type]  # as told


def every_annex() -> Iterator[tuple[str, Annex]]:
    """A name for the file, and the annex: of one place, of many, with a waiver, and of a person in each script."""
    yield "annex-plain", ANNEX
    yield "annex-waiver", annex(CAFE, waivers=(JULEICA,))
    yield "annex-pages", annex(*(place(f"Verein {number} e. V.") for number in range(12)))
    for number, person in enumerate(people(), 1):
        yield f"annex-script-{number:02d}", annex(CAFE, name=person["name"])
