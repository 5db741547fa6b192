"""Who sees which rows: every role, every model of this app, the exact set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from tests import factories
from tests.cast import World, make_volunteer
from volunteers.models import (
    Activity,
    Consent,
    CoordinatorScope,
    HourEntry,
    LedgerEvent,
    Membership,
    Organisation,
    Role,
    User,
    Volunteer,
    Way,
)
from volunteers.reach import NOBODY, Reach, reach_of
from volunteers.services import logging

Viewer = User | AnonymousUser


@dataclass
class Scene:
    """Labelled rows of each model, and a labelled viewer for each role."""

    rows: dict[type[models.Model], dict[str, models.Model]]
    viewers: dict[str, Viewer]

    def sees(self, viewer: str, model: Any) -> set[str]:
        """The labels of the rows that the viewer sees; none of them twice."""
        found = list(model.objects.visible_to(self.viewers[viewer]).values_list("pk", flat=True))
        labels = {row.pk: label for label, row in self.rows[model].items()}
        assert len(found) == len(set(found))
        return {labels[pk] for pk in found}


@pytest.fixture
def scene(world: World) -> Scene:
    """Two organisations and a closed one, hours of Ada at all of them, people with and without account.

    café: Leer, language · club: Emden, living · closed: Leer, labour, given up.
    """
    leer, emden = world.cafe.district, world.club.district
    closed = Organisation.objects.create(slug="closed", name="Aufgelöst", kind="church", district=leer, is_active=False)
    advice = Activity.objects.create(
        organisation=closed, title="Beratung", field=factories.field("labour"), district=leer
    )
    cafe_kept, club_kept = factories.kept(world.cafe, "Kefa"), factories.kept(world.club, "Klub")
    entries = {
        "ada at cafe": world.hours(day=factories.DAY),
        "ada at club": _log(world.ada, world.ada_volunteer, world.football),
        "ada at closed": factories.hours(world.ada_volunteer, advice),
        "kept at cafe": _log(world.omar, cafe_kept, world.talking),
        "kept at club": _log(world.mallory, club_kept, world.football),
    }
    former = factories.member(world.cafe, Role.MANAGER)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    inactive = factories.coordinate(factories.member(world.cafe, Role.MANAGER))
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    viewers: dict[str, Viewer] = {
        "anonymous": AnonymousUser(),
        "ada": world.ada,
        "omar": world.omar,
        "mina": world.mina,
        "mallory": world.mallory,
        "carla": world.carla,
        "leer": factories.coordinate(factories.user(), district=leer),
        "emden": factories.coordinate(factories.user(), district=emden),
        "living": factories.coordinate(factories.user(), field=world.football.field),
        "member of closed": factories.member(closed),
        "former": former,
        "inactive": User.objects.get(pk=inactive.pk),
        "root": User.objects.create_superuser(email="root@example.org"),
    }
    names = {viewer.pk: name for name, viewer in viewers.items()}
    return Scene(
        viewers=viewers,
        rows={
            Organisation: {"cafe": world.cafe, "club": world.club, "closed": closed},
            Activity: {"talking": world.talking, "football": world.football, "advice": advice},
            Membership: {names[one.user_id]: one for one in Membership.objects.all()},
            CoordinatorScope: {names[one.user_id]: one for one in CoordinatorScope.objects.all()},
            Volunteer: {
                "ada": world.ada_volunteer,
                "mallory": world.mallory_volunteer,
                "cafe kept": cafe_kept,
                "club kept": club_kept,
            },
            HourEntry: dict(entries),
            LedgerEvent: {
                label: LedgerEvent.objects.get(entry=entry)
                for label, entry in entries.items()
                if label != "ada at closed"
            },
            Consent: {
                "ada": factories.consent(world.ada_volunteer),
                "mallory": factories.consent(world.mallory_volunteer),
                "cafe kept": factories.consent(cafe_kept),
                "club kept": factories.consent(club_kept),
            },
        },
    )


def _log(actor: User, volunteer: Volunteer, activity: Activity) -> HourEntry:
    entry, _new = logging.log_hours(
        actor=actor, volunteer=volunteer, activity=activity, day=factories.DAY, minutes=60, way=Way.API
    )
    return entry


NONE: set[str] = set()
OPEN = {"cafe", "club"}
OFFERED = {"talking", "football"}
EVERYONE = {"ada", "mallory", "cafe kept", "club kept"}
LEDGER = {"ada at cafe", "ada at club", "ada at closed", "kept at cafe", "kept at club"}
ADA = {"ada at cafe", "ada at club", "ada at closed"}
AT_CAFE = {"ada at cafe", "kept at cafe"}
AT_CLUB = {"ada at club", "kept at club"}
MEMBERS = {"omar", "mina", "mallory", "member of closed", "former", "inactive"}
SCOPES = {"carla", "leer", "emden", "living", "inactive"}
NOBODY_SEES = (OPEN, OFFERED, NONE, NONE, NONE, NONE, NONE)

# organisations, activities, memberships, scopes, volunteers, hours, consents; the record follows the hours
SEES: dict[str, tuple[set[str], set[str], set[str], set[str], set[str], set[str], set[str]]] = {
    "anonymous": NOBODY_SEES,
    "inactive": NOBODY_SEES,
    "root": NOBODY_SEES,
    "former": (OPEN, OFFERED, {"former"}, NONE, NONE, NONE, NONE),
    "ada": (OPEN, OFFERED, NONE, NONE, {"ada"}, ADA, {"ada"}),
    "omar": (OPEN, OFFERED, {"omar"}, NONE, {"ada", "cafe kept"}, AT_CAFE, NONE),
    "mina": (
        OPEN, OFFERED, {"omar", "mina", "former", "inactive"}, NONE, {"ada", "cafe kept"}, AT_CAFE, {"cafe kept"}
    ),
    "mallory": (
        OPEN, OFFERED, {"mallory"}, NONE, {"ada", "mallory", "club kept"}, AT_CLUB, {"mallory", "club kept"}
    ),
    "member of closed": (
        OPEN | {"closed"}, OFFERED | {"advice"}, {"member of closed"}, NONE, {"ada"}, {"ada at closed"}, NONE
    ),
    "carla": (OPEN | {"closed"}, OFFERED | {"advice"}, MEMBERS, SCOPES, EVERYONE, LEDGER, NONE),
    "leer": (
        OPEN | {"closed"},
        OFFERED,
        {"omar", "mina", "member of closed", "former", "inactive"},
        {"leer"},
        {"ada", "cafe kept"},
        AT_CAFE | {"ada at closed"},
        NONE,
    ),
    "emden": (OPEN, OFFERED, {"mallory"}, {"emden"}, {"ada", "club kept"}, AT_CLUB, NONE),
    "living": (OPEN, OFFERED, NONE, {"living"}, {"ada", "club kept"}, AT_CLUB, NONE),
}  # fmt: skip
MODELS = [Organisation, Activity, Membership, CoordinatorScope, Volunteer, HourEntry, Consent]


@pytest.mark.parametrize("viewer", SEES)
def test_visible_to_shows_exactly(scene: Scene, viewer: str) -> None:
    assert tuple(scene.sees(viewer, model) for model in MODELS) == SEES[viewer]
    assert scene.sees(viewer, LedgerEvent) == SEES[viewer][5] - {"ada at closed"}


def test_visible_to_table_names_every_viewer(scene: Scene) -> None:
    assert SEES.keys() == scene.viewers.keys()


def test_visible_to_of_a_person_with_two_roles_is_their_union(world: World, scene: Scene) -> None:
    omar = factories.coordinate(world.omar, district=world.club.district)
    scene.viewers["omar"] = omar
    assert scene.sees("omar", HourEntry) == AT_CAFE | AT_CLUB
    assert scene.sees("omar", Volunteer) == {"ada", "cafe kept", "club kept"}
    make_volunteer(omar, given="Omar", family="Beispiel")
    factories.consent(Volunteer.objects.get(user=omar))
    assert Consent.objects.visible_to(omar).values_list("volunteer__user", flat=True).get() == omar.pk


def test_visible_to_of_a_consent_ends_for_the_manager_when_the_person_gets_an_account(
    world: World, scene: Scene
) -> None:
    kept = Volunteer.objects.get(kept_by=world.cafe)
    assert scene.sees("mina", Consent) == {"cafe kept"}
    Volunteer.objects.filter(pk=kept.pk).update(user=factories.user())
    assert scene.sees("mina", Consent) == set()


def test_known_at_is_who_is_kept_there_or_logged_hours_there(world: World, scene: Scene) -> None:
    names = Volunteer.objects.known_at(world.cafe).values_list("name", flat=True)
    assert set(names) == {"Ada Beispiel", "Kefa Muster"}
    assert len(names) == 2


def test_reach_of_nobody_is_nothing(world: World, scene: Scene) -> None:
    assert reach_of(AnonymousUser()) == NOBODY
    assert reach_of(User(email="unsaved@example.org")) == NOBODY
    inactive = scene.viewers["inactive"]
    assert reach_of(inactive) == NOBODY
    assert not NOBODY.coordinates
    assert not NOBODY.coordinates_place(district_id=None, field_id=None)


def test_reach_of_each_role_holds_exactly_its_keys(world: World) -> None:
    assert reach_of(world.ada) == Reach(user_id=world.ada.pk, volunteer_id=world.ada_volunteer.pk)
    assert reach_of(world.omar) == Reach(user_id=world.omar.pk, organisations=frozenset({world.cafe.pk}))
    cafe = frozenset({world.cafe.pk})
    since = world.mina.memberships.get().created_at
    assert reach_of(world.mina) == Reach(user_id=world.mina.pk, organisations=cafe, managed=cafe, managing_since=since)
    assert [(seat.uuid, seat.name) for seat in reach_of(world.mina).seats] == [(world.cafe.uuid, world.cafe.name)]
    assert reach_of(world.carla) == Reach(user_id=world.carla.pk, everything=True)
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    factories.coordinate(leer, field=world.talking.field)
    assert reach_of(leer) == Reach(
        user_id=leer.pk,
        districts=frozenset({world.cafe.district_id}),
        fields=frozenset({world.talking.field_id}),
    )


def test_reach_of_somebody_in_many_roles_names_each_of_them_once(world: World) -> None:
    ended = Organisation.objects.create(slug="alt", name="Altes", kind="church", district=world.cafe.district)
    for organisation, role, end in (
        (world.cafe, Role.MANAGER, None),
        (world.club, Role.CONFIRMER, None),
        (ended, Role.MANAGER, timezone.now()),
    ):
        world.ada.memberships.create(organisation=organisation, role=role, ended_at=end)
    for district in (world.cafe.district, world.club.district):
        factories.coordinate(world.ada, district=district)
    factories.coordinate(world.ada, field=world.talking.field)
    reach = reach_of(world.ada)
    assert [(seat.name, seat.role) for seat in reach.seats] == [("Sportverein", "confirmer"), ("Sprachcafé", "manager")]
    assert reach == Reach(
        user_id=world.ada.pk,
        volunteer_id=world.ada_volunteer.pk,
        organisations=frozenset({world.cafe.pk, world.club.pk}),
        managed=frozenset({world.cafe.pk}),
        managing_since=world.ada.memberships.get(organisation=world.cafe).created_at,
        districts=frozenset({world.cafe.district_id, world.club.district_id}),
        fields=frozenset({world.talking.field_id}),
    )


def test_reach_of_anybody_costs_one_read(world: World, django_assert_num_queries: Callable[[int], Any]) -> None:
    for user in (world.ada, world.mina, world.carla):
        with django_assert_num_queries(1):
            reach_of(user)


def test_coordinates_place_needs_the_district_or_the_field() -> None:
    reach = Reach(districts=frozenset({1}), fields=frozenset({7}))
    asked = [(1, None), (None, 7), (1, 9), (2, 7), (2, 9), (None, None), (7, 1)]
    answers = [reach.coordinates_place(district_id=district, field_id=field_id) for district, field_id in asked]
    assert answers == [True, True, True, True, False, False, False]
    assert Reach(everything=True).coordinates_place(district_id=None, field_id=None)
