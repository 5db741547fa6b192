"""Orders that tests of certificates begin with."""

import datetime as dt
from typing import Any

from certificates.models import Campaign, Certificate, Issuer
from certificates.services import ordering
from tests import factories
from tests.cast import World

START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def order(world: World, **changes: Any) -> Certificate:
    """Carla orders a Dankurkunde for Ada over the year 2025."""
    wish: dict[str, Any] = {
        "actor": world.carla,
        "volunteer": world.ada_volunteer,
        "kind": "thanks",
        "issuer": world.issuer,
        "start": START,
        "end": END,
    }
    return ordering.request_certificate(**wish | changes)


def queued(world: World, number: int) -> list[Certificate]:
    """That many waiting certificates, oldest first."""
    return [order(world) for _ in range(number)]


def campaign(world: World, **changes: Any) -> Campaign:
    """Carla's draft: records for everyone with an hour in 2025."""
    wish: dict[str, Any] = {
        "actor": world.carla,
        "title": "Dank 2025",
        "kind": "record",
        "issuer": world.issuer,
        "period_start": START,
        "period_end": END,
        "minimum_minutes": 60,
    }
    return ordering.create_campaign(**wish | changes)


def another_issuer(code: str = "LEER") -> Issuer:
    """A second one, with numbers of its own."""
    return Issuer.objects.create(
        code=code, name="Landkreis Leer", place="Leer", signatory_name="Carla Beispiel", signatory_role="Koordination"
    )


def helpers(world: World, number: int, *, minutes: int = 60) -> list[int]:
    """That many people with confirmed hours at the café; their keys."""
    people = [factories.kept(world.cafe, f"Helfer{index:02d}", "Vorbild") for index in range(number)]
    for person in people:
        factories.confirmed(person, world.talking, minutes=minutes)
    return [person.pk for person in people]
