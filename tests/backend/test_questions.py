"""What each page asks the database for the one who has every role: at most ten questions, however many rows.

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

MOST = 10
# Pages that ask for more than eight answers, when Ada coordinates everything; all others stay below.
MANY = {
    "ich": 10,
    "ich/karte": 10,
    "stelle/<uuid:organisation>/leute/<uuid:volunteer>/einwilligungen": 10,
    "koordination/sicherheit": 10,
    "stelle/<uuid:organisation>/plaene": 10,
    "stelle/<uuid:organisation>/doppelte": 10,
    "stelle/<uuid:organisation>/doppelte/<uuid:first>/<uuid:second>": 9,
    "stelle/<uuid:organisation>/listen/<uuid:sheet>": 9,
    "koordination/doppelte": 9,
    "koordination/doppelte/<uuid:first>/<uuid:second>": 10,
    "stelle/<uuid:organisation>/freigabe": 10,
    "stelle/<uuid:organisation>/stunden": 9,
    "stelle/<uuid:organisation>/taetigkeiten/neu": 9,
    "stelle/<uuid:organisation>/taetigkeiten/<uuid:activity>": 10,
    "koordination": 9,
    "koordination/aktionen/<uuid:uuid>/wen": 9,
    "koordination/aktionen/<uuid:uuid>/gestaltung": 9,
    "koordination/aktionen/<uuid:uuid>/pruefen": 9,
    "koordination/aktionen/<uuid:uuid>/mails": 9,
    "stelle/<uuid:organisation>/korrekturen/person/<uuid:volunteer>": 9,
    "stelle/<uuid:organisation>/dank": 9,
    "ich/hindernis": 9,
    "stelle/<uuid:organisation>/hindernisse": 10,
    "koordination/hindernisse": 9,
    "stelle/<uuid:organisation>/beispiele/<uuid:story>": 9,
    "stelle/<uuid:organisation>/beispiele/<uuid:story>/aendern": 9,
    "koordination/beispiele/<uuid:uuid>": 9,
    "koordination/preise/<uuid:uuid>/<uuid:story>": 9,
    "koordination/fairness": 10,
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
def test_page_for_every_role_asks_at_most_ten_questions(stage: Stage, *, everything: bool, hidden: set[str]) -> None:
    give_every_role(stage.world, everything=everything)
    add_rows(stage.world, "teamwork")
    with_one = dict(asked(stage))
    for competence in ("communication", "cooperation"):
        add_rows(stage.world, competence)
    assert dict(asked(stage)) == with_one
    assert {page.route.pattern for page in pages()} - set(with_one) == hidden
    assert {path: number for path, number in with_one.items() if number > MOST} == {}
    if everything:
        assert {path: number for path, number in with_one.items() if number > 8} == MANY
