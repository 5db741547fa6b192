"""Omar's desk at the café, asked as a browser would."""

import datetime as dt
import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from backend.common import clock
from tests import factories
from tests.cast import World
from volunteers.models import HourEntry, Organisation, User, Volunteer

LATELY = clock.today() - dt.timedelta(days=14)  # neither odd nor in the future


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, organisation: Organisation, *more: Any) -> str:
    return reverse(name, args=[organisation.uuid, *more])


def text_of(response: Any) -> str:  # the test client's own kind of response
    """What one reads, without tags, each run of white space one space."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of a page, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    return {name: html.unescape(value) for name, value in found}


def waiting(world: World, number: int = 1, *, volunteer: Volunteer | None = None, minutes: int = 90) -> list[HourEntry]:
    """Entries of a person at the café, one a week and none of them odd."""
    person = volunteer or world.ada_volunteer
    if not HourEntry.objects.confirmed().filter(volunteer=person).exists():  # otherwise they are new
        factories.confirmed(person, world.talking, day=LATELY - dt.timedelta(days=500))
    return [
        factories.hours(person, world.talking, minutes=minutes, day=LATELY - dt.timedelta(weeks=week))
        for week in range(number)
    ]


def decision(*entries: HourEntry, act: str = "bestaetigen", **more: str) -> dict[str, Any]:
    """The last button of the review, for entries chosen one by one."""
    chosen = [str(entry.uuid) for entry in entries]
    return {"umfang": "auswahl", "eintrag": chosen, "tun": act, "endgueltig": "1", **more}


def of_filter(scope: str, number: int, **more: str) -> dict[str, Any]:
    """A button for everything that the filter finds now."""
    shown = {"umfang": scope, "anzahl": str(number), "stand": clock.now().isoformat()}
    return {**shown, "tun": "bestaetigen", "endgueltig": "1", **more}
