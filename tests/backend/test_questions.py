"""What each page asks the database for the one who has every role: at most twelve questions, however many rows.

Ada helps, confirms in one organisation, leads another, and coordinates: everything in one test, and two districts and a
field in the other, where what she may see hangs on each of them.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.backend.listing import LISTS
from tests.backend.stage import Stage
from tests.backend.test_routes import things_of
from tests.browser.pages import pages
from tests.cast import World, give_second_factor
from volunteers.models import Role

MOST = 12
# Pages that ask for more than ten answers, when Ada coordinates everything; all others stay below.
MANY = {
    "ich": 12,
    "ich/karte": 12,
    "stelle/<uuid:organisation>/leute/<uuid:volunteer>/einwilligungen": 12,
    "koordination/sicherheit": 12,
    "stelle/<uuid:organisation>/plaene": 12,
    "stelle/<uuid:organisation>/doppelte": 12,
    "stelle/<uuid:organisation>/doppelte/<uuid:first>/<uuid:second>": 11,
    "stelle/<uuid:organisation>/listen/<uuid:sheet>": 11,
    "koordination/doppelte": 11,
    "koordination/doppelte/<uuid:first>/<uuid:second>": 12,
    "stelle/<uuid:organisation>/freigabe": 12,
    "stelle/<uuid:organisation>/stunden": 11,
    "stelle/<uuid:organisation>/taetigkeiten/neu": 11,
    "stelle/<uuid:organisation>/taetigkeiten/<uuid:activity>": 12,
    "koordination": 11,
    "koordination/aktionen/<uuid:uuid>/wen": 11,
    "koordination/aktionen/<uuid:uuid>/gestaltung": 11,
    "koordination/aktionen/<uuid:uuid>/pruefen": 11,
    "koordination/aktionen/<uuid:uuid>/mails": 11,
    "stelle/<uuid:organisation>/korrekturen/person/<uuid:volunteer>": 11,
    "stelle/<uuid:organisation>/dank": 11,
    "ich/hindernis": 11,
    "stelle/<uuid:organisation>/hindernisse": 12,
    "koordination/hindernisse": 11,
    "stelle/<uuid:organisation>/beispiele/<uuid:story>": 11,
    "stelle/<uuid:organisation>/beispiele/<uuid:story>/aendern": 11,
    "koordination/beispiele/<uuid:uuid>": 11,
    "koordination/preise/<uuid:uuid>/<uuid:story>": 11,
    "koordination/fairness": 12,
}
# Who is signed in is sent on from the first two, who has a name and a second factor from the others.
SENT_ON = {"anmelden", "anmelden/passwort", "willkommen", "konto/zweiter-faktor"}
# What Carla made for the whole alliance is not there for whoever coordinates a part of it.
CARLAS = {page.route.pattern for page in pages() if page.role == "carla" and "<uuid:uuid>" in page.route.pattern} - {
    "koordination/stellen/<uuid:uuid>",
    "koordination/listen/<uuid:uuid>",
    "koordination/listen/<uuid:uuid>/aendern",
    "koordination/listen/<uuid:uuid>/erneuern",
    "koordination/einwaende/<uuid:uuid>",
    "koordination/korrekturen/<uuid:uuid>",
    "koordination/beispiele/<uuid:uuid>",
    "koordination/beitritte/<uuid:uuid>",
    "koordination/preise/<uuid:uuid>",
    "koordination/preise/<uuid:uuid>/<uuid:story>",
}
# Told of the café and not shown to it: whoever acts for the café reads it in no other role either.
NOT_HERS = {"koordination/hindernisse/<uuid:uuid>"}


def give_every_role(world: World, *, everything: bool) -> None:
    """To Ada, beside her own record."""
    give_second_factor(world.ada)
    for organisation, role in ((world.club, Role.CONFIRMER), (world.cafe, Role.MANAGER)):
        world.ada.memberships.create(organisation=organisation, role=role)
    factories.coordinate(world.ada, district=factories.district("03457"))
    factories.coordinate(world.ada, district=factories.district("03402"))
    factories.coordinate(world.ada, field=factories.field("language"))
    if everything:
        factories.coordinate(world.ada)


def add_rows(world: World, competence: str) -> None:
    """One more of everything that is listed anywhere."""
    for make in LISTS.values():
        make(world)
    factories.claim(world.ada_volunteer, world.club, competence=competence)
    factories.consent(world.ada_volunteer, withdrawn=True)


def asked(stage: Stage) -> Iterator[tuple[str, int]]:
    """Each page that opens to Ada, with the number of questions; nothing is remembered from the page before."""
    things = things_of(stage)
    client = Client()
    client.force_login(stage.world.ada)
    for page in pages():
        cache.clear()
        with CaptureQueriesContext(connection) as questions:
            answer = client.get(page.address(things, "de"))
        if answer.status_code == 200:
            yield page.route.pattern, len(questions)


@pytest.mark.parametrize(("everything", "hidden"), [(True, SENT_ON | NOT_HERS), (False, SENT_ON | CARLAS)])
def test_page_for_every_role_asks_at_most_twelve_questions(stage: Stage, *, everything: bool, hidden: set[str]) -> None:
    give_every_role(stage.world, everything=everything)
    add_rows(stage.world, "teamwork")
    with_one = dict(asked(stage))
    for competence in ("communication", "cooperation"):
        add_rows(stage.world, competence)
    assert dict(asked(stage)) == with_one
    assert {page.route.pattern for page in pages()} - set(with_one) == hidden
    assert {path: number for path, number in with_one.items() if number > MOST} == {}
    if everything:
        assert {path: number for path, number in with_one.items() if number > 10} == MANY
