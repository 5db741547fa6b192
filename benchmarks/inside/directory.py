"""The public directory at one size: its pages and files, through the whole stack."""

import random
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from backend.common.bulk import insert_many
from benchmarks.inside.meters import middle, timed
from volunteers.models import Activity, District, FieldOfAction, Organisation

OFFERS = 4
WORDS = ("Sprachcafé", "Werkstatt", "Garten", "Begleitung", "Hausaufgaben", "Kochen", "Fußball", "Beratung")
ASKED = {
    "page with map": "/mitmachen",
    "search": "/mitmachen?suche=Garten+Leer",
    "field, district and sector": "/mitmachen?feld=living&kreis=03241&art=civil",
    "last page": "/mitmachen?seite=99999",
    "CSV": "/mitmachen.csv",
    "JSON": "/mitmachen.json",
}


def fill(organisations: int) -> None:
    """Organisations of all kinds all over the state, each with offers; the same every time."""
    chance = random.Random(1)
    districts, fields = list(District.objects.order_by("pk")), list(FieldOfAction.objects.order_by("pk"))
    insert_many(
        [
            Organisation(
                slug=f"o{number}",
                name=f"{chance.choice(WORDS)} {number}",
                kind=chance.choice(Organisation.Kind.values),
                district=chance.choice(districts),
            )
            for number in range(organisations)
        ]
    )
    insert_many(
        [
            Activity(
                organisation=one,
                title=f"{chance.choice(WORDS)} {number}",
                description="Jede Woche, mit Tee. " * 10,
                field=chance.choice(fields),
                district=one.district,
            )
            for one in Organisation.objects.select_related("district").order_by("pk")
            for number in range(OFFERS)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(organisations: int, rounds: int) -> dict[str, Any]:
    """Milliseconds by the clock, of our processor and waiting for the database, and the size of each answer."""
    call_command("collectstatic", verbosity=0, interactive=False)  # pages name static files by their digests
    fill(organisations)
    figures: dict[str, Any] = {}
    for name, address in ASKED.items():
        readings, response = [], None
        for _round in range(rounds + 1):
            with timed() as reading:
                response = Client().get(address)
            if response.status_code != 200:
                raise RuntimeError(response.status_code)
            readings.append(reading)
        figures[f"{name}: ms"] = middle([reading.wall for reading in readings[1:]])
        figures[f"{name}: of it our processor, ms"] = middle([reading.cpu for reading in readings[1:]])
        figures[f"{name}: of it waiting for the database, ms"] = middle([one.database for one in readings[1:]])
        figures[f"{name}: kB"] = len(response.content) / 1000 if response else 0
    return figures
