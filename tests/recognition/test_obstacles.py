"""Obstacles: who reads one is who it was meant for; what is done with it; how it is forgotten."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from backend.common.errors import Conflict, DomainError, IllegalTransition, NotFound
from recognition.models import Obstacle
from recognition.services import obstacles
from recognition.services.obstacles import Place
from tests import factories
from tests.cast import World, make_volunteer
from tests.volunteers.forgotten import found_in_database
from volunteers.models import Membership, ProtocolEvent, Role, User, Volunteer
from volunteers.services import erasing, export, merging, retention

WORDS = "Drohanruf am Abend"


def here(world: World) -> Place:
    """Leer, language."""
    return Place(world.talking.district, world.talking.field)


def name(world: World, *, entry: bool = True, **given: Any) -> Obstacle:
    """Ada's, beside her hours at the café unless said otherwise."""
    place = Place.given(entry=factories.hours(world.ada_volunteer, world.talking)) if entry else here(world)
    wish: dict[str, Any] = {
        "actor": world.ada,
        "place": place,
        "category": "safety",
        "audience": "alliance",
        "text": WORDS,
    } | given
    return obstacles.name_obstacle(**wish)


def everybody(world: World) -> dict[str, Any]:
    """Everybody who could read something: by name."""
    both = factories.coordinate(factories.user())
    Membership.objects.create(user=both, organisation=world.cafe, role=Role.CONFIRMER)
    near = factories.coordinate(factories.user(), district=world.cafe.district)
    Membership.objects.create(user=near, organisation=world.cafe, role=Role.CONFIRMER)
    inactive = factories.coordinate(factories.user())
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    return {
        "nobody": AnonymousUser(),
        "ada": world.ada,
        "member": world.omar,
        "other organisation": world.mallory,
        "alliance": world.carla,
        "district": factories.coordinate(factories.user(), district=world.cafe.district),
        "field": factories.coordinate(factories.user(), field=world.talking.field),
        "elsewhere": factories.coordinate(factories.user(), district=world.club.district),
        "alliance and member": both,
        "district and member": near,
        "inactive": User.objects.get(pk=inactive.pk),
        "operator": User.objects.create_superuser(email="root@example.org"),
    }


COORDINATION = {"ada", "alliance", "district", "field"}


@pytest.mark.parametrize(
    ("given", "readers"),
    [
        ({"audience": "alliance"}, {"ada", "alliance"}),
        ({"audience": "coordination"}, COORDINATION),
        (
            {"audience": "organisation"},
            COORDINATION | {"member", "alliance and member", "district and member"},
        ),
        ({"audience": "coordination", "entry": False}, COORDINATION | {"alliance and member", "district and member"}),
    ],
    ids=["alliance", "coordination", "organisation", "beside no hours"],
)
def test_obstacle_is_read_by_its_audience_alone(world: World, given: dict[str, Any], readers: set[str]) -> None:
    who = everybody(world)
    named = name(world, **given)
    assert {one for one, user in who.items() if Obstacle.objects.visible_to(user).exists()} == readers
    told = obstacles.readers(actor=world.ada, place=Place(named.district, named.field, named.entry))
    # Mina is a member, too; Ada herself is not counted.
    assert told[named.audience] == len(readers - {"ada"}) + (named.audience == "organisation")
    assert {one for one, user in who.items() if Obstacle.objects.coordinated_by(user).exists()} == readers - {
        "ada",
        "member",
    }


@pytest.mark.parametrize("audience", ["alliance", "coordination"])
def test_obstacle_of_an_organisation_is_read_by_its_members(world: World, audience: str) -> None:
    who = everybody(world)
    name(world, actor=world.omar, organisation=world.cafe, entry=False, audience=audience)
    coordination = COORDINATION - {"ada"} if audience == "coordination" else {"alliance"}
    assert {one for one, user in who.items() if Obstacle.objects.visible_to(user).exists()} == coordination | {
        "member",
        "alliance and member",
        "district and member",
    }
    told = obstacles.readers(actor=world.omar, place=here(world), organisation=world.cafe)
    assert told == {
        "alliance": 4,
        "coordination": 6,
    }  # Mina and the two who do both, Carla; those of district and field


@pytest.mark.parametrize(
    ("named", "audience", "told"),
    [
        (False, "coordination", (None, None, None)),
        (False, "organisation", (None, None, "Sprachcafé")),
        (True, "coordination", ("Ada Beispiel", True, "Sprachcafé")),
    ],
)
def test_coordination_learns_only_what_the_person_agreed_to(
    world: World, *, named: bool, audience: str, told: tuple[Any, ...]
) -> None:
    made = name(world, named=named, audience=audience)

    def shown(user: User) -> tuple[Any, ...]:
        one: Any = Obstacle.objects.visible_to(user).shown_to(user).get(pk=made.pk)
        person = {one.shown_volunteer: None, world.ada_volunteer.uuid: True}[one.shown_volunteer]
        assert (person is None) == (one.shown_name is None)
        return one.shown_name, one.shown_entry and True, one.shown_place

    assert shown(world.carla) == told
    assert shown(world.ada) == ("Ada Beispiel", True, "Sprachcafé")


def test_naming_twice_is_once_and_stands_in_no_protocol(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    wish: dict[str, Any] = {"actor": world.ada, "place": Place.given(entry=entry), "category": "money"}
    first = obstacles.name_obstacle(**wish, audience="coordination", text="  Fahrkarten\r\n sind   teuer ")
    again = obstacles.name_obstacle(**wish, audience="coordination", text="Fahrkarten\nsind teuer")
    other = obstacles.name_obstacle(**wish, audience="alliance", text="Fahrkarten\nsind teuer")
    assert (first.pk, first.text, first.organisation) == (again.pk, "Fahrkarten\nsind teuer", world.cafe)
    assert other.pk != first.pk
    obstacles.withdraw(actor=world.ada, obstacle=other)
    assert (Obstacle.objects.count(), ProtocolEvent.objects.count()) == (1, 0)


def test_coordinator_marks_and_answers_and_the_protocol_tells_no_person(world: World) -> None:
    made = name(world)
    obstacles.mark(actor=world.carla, obstacle=made)
    obstacles.answer(actor=world.carla, obstacle=made, text="Wir rufen an.", status="in_hand")
    obstacles.answer(actor=world.carla, obstacle=made, text="Die Polizei ist da.", status="solved")
    for status in ("solved", "remains", "open"):
        with pytest.raises(IllegalTransition):
            obstacles.answer(actor=world.carla, obstacle=made, text="Noch eins", status=status)
    obstacles.mark(actor=world.carla, obstacle=made)
    assert (made.status, [one.text for one in made.answers.all()]) == (
        "in_hand",
        ["Wir rufen an.", "Die Polizei ist da."],
    )
    rows: Any = ProtocolEvent.objects.order_by("pk").values_list(
        "act", "subject", "detail__status", "volunteer", "organisation", "reason"
    )
    empty = (None, None, None)
    assert list(rows) == [
        ("obstacle_marked", made.uuid, "in_hand", *empty),
        ("obstacle_answered", made.uuid, "in_hand", *empty),
        ("obstacle_answered", made.uuid, "solved", *empty),
        ("obstacle_marked", made.uuid, "in_hand", *empty),
    ]


def test_nobody_deals_with_what_they_named_themselves(world: World) -> None:
    make_volunteer(world.carla, given="Carla", family="Beispiel")
    own = name(world, actor=world.carla, entry=False)
    Membership.objects.create(user=world.carla, organisation=world.cafe, role=Role.CONFIRMER)
    of_the_cafe = name(world, actor=world.omar, organisation=world.cafe, entry=False)
    for made in (own, of_the_cafe):
        with pytest.raises(DomainError) as refusal:
            obstacles.mark(actor=world.carla, obstacle=made)
        assert refusal.value.code == "own_obstacle"
    with pytest.raises(DomainError) as refusal:
        obstacles.mark(actor=world.omar, obstacle=of_the_cafe)
    assert refusal.value.code == "not_coordinator"


def test_what_was_taken_back_meanwhile_is_not_there_for_who_answers(world: World) -> None:
    made = name(world)
    seen = Obstacle.objects.get(pk=made.pk)
    obstacles.withdraw(actor=world.ada, obstacle=made)
    with pytest.raises(NotFound):
        obstacles.answer(actor=world.carla, obstacle=seen, text="Wir rufen an.", status="in_hand")
    with pytest.raises(NotFound):
        obstacles.mark(actor=world.carla, obstacle=seen)


# --- piles ---


def test_piles_count_by_field_district_month_and_kind_in_one_query(world: World) -> None:
    name(world, audience="coordination")
    name(world, entry=False, audience="coordination", category="money")
    place = Place(world.football.district, world.football.field)
    other = name(world, actor=world.mallory, place=place, entry=False, audience="coordination", category="money")
    Obstacle.objects.filter(pk=other.pk).update(made_on=dt.date(2025, 3, 31))
    obstacles.mark(actor=world.carla, obstacle=other)
    month = clock.today().replace(day=1)
    expected = {
        "field": {"language": (2, 2, 0), "living": (1, 0, 1)},
        "district": {"03457": (2, 2, 0), "03402": (1, 0, 1)},
        "month": {month: (2, 2, 0), dt.date(2025, 3, 1): (1, 0, 1)},
        "category": {"safety": (1, 1, 0), "money": (2, 1, 1)},
    }
    for by, piles in expected.items():
        with CaptureQueriesContext(connection) as queries:
            rows = list(Obstacle.objects.all().piles(by))
        assert ({row["key"]: (row["total"], row["open"], row["in_hand"]) for row in rows}, len(queries)) == (piles, 1)


def test_threats_that_nobody_looked_at_come_first(world: World) -> None:
    money = name(world, category="money")
    threat = name(world)
    handled = name(world, text="Noch ein Anruf")
    obstacles.mark(actor=world.carla, obstacle=handled)
    emptied = name(world, text="Längst vorbei")
    obstacles.empty(Obstacle.objects.filter(pk=emptied.pk))
    assert list(Obstacle.objects.all().open_first()) == [threat, money, handled, emptied]


# --- forgotten, kept, merged ---


def test_erasure_leaves_the_pile_and_nothing_of_the_person(world: World) -> None:
    own = name(world, audience="organisation", named=True)
    obstacles.answer(actor=world.carla, obstacle=own, text="Liebe Ada Poshukova", status="in_hand")
    entry = factories.hours(world.ada_volunteer, world.talking)
    theirs = name(
        world, actor=world.omar, organisation=world.cafe, place=Place.given(entry=entry), text="Frau Poshukova"
    )
    free = name(world, actor=world.omar, organisation=world.cafe, entry=False, text="Kein Raum")
    erasing.erase(actor=None, volunteer=world.ada_volunteer)
    assert found_in_database(WORDS, "Poshukova") == []
    rows = {one.pk: one for one in Obstacle.objects.all()}
    assert rows[own.pk].emptied_on == rows[theirs.pk].emptied_on == clock.today()
    assert [(one.volunteer_id, one.entry_id, one.organisation_id) for one in (rows[own.pk], rows[theirs.pk])] == [
        (None, None, None),
        (None, None, world.cafe.pk),
    ]
    assert (rows[free.pk].text, rows[free.pk].named_by) == ("Kein Raum", world.omar)
    assert {row["key"]: row["total"] for row in Obstacle.objects.all().piles("district")} == {"03457": 3}
    with pytest.raises(Conflict) as refusal:
        obstacles.answer(actor=world.carla, obstacle=rows[own.pk], text="Für wen?", status="solved")
    assert refusal.value.code == "words_gone"
    erasing.erase(actor=None, user=world.omar)
    assert Obstacle.objects.get(pk=free.pk).named_by is None


def test_copy_holds_ones_own_words_and_not_what_an_organisation_says_of_ones_hours(world: World) -> None:
    own = name(world)
    obstacles.answer(actor=world.carla, obstacle=own, text="Wir rufen an.", status="in_hand")
    entry = factories.hours(world.ada_volunteer, world.talking)
    name(world, actor=world.omar, organisation=world.cafe, place=Place.given(entry=entry), text="Wirft mit Tassen")

    def copied(user: User) -> dict[str, list[Any]]:
        copy = {table: list(rows) for table, rows in export.tables(user)}
        return {table: copy[table] for table in ("obstacles", "obstacle_answers")}

    ada, omar = copied(world.ada), copied(world.omar)
    assert [(row["side"], row["words"]) for row in ada["obstacles"]] == [("volunteer", WORDS), ("organisation", "")]
    assert [row["text"] for row in ada["obstacle_answers"]] == ["Wir rufen an."]
    assert [row["words"] for row in omar["obstacles"]] == ["Wirft mit Tassen"]
    assert copied(world.mallory) == {"obstacles": [], "obstacle_answers": []}


def test_words_go_two_years_after_the_last_step(world: World, time_machine: Any) -> None:
    name(world)
    today = clock.today()
    assert [rule.years for rule in retention.RULES if rule.code == "obstacles"] == [2]
    time_machine.move_to(today + dt.timedelta(days=729))
    assert retention.follow()["obstacles"] == 0
    time_machine.move_to(today + dt.timedelta(days=733))
    assert retention.follow()["obstacles"] == 1
    assert found_in_database(WORDS) == []
    assert retention.follow()["obstacles"] == 0


def test_obstacle_goes_with_the_person_into_another_record(world: World) -> None:
    kept: Volunteer = factories.kept(world.cafe)
    made = name(world)
    merge = merging.merge(actor=world.carla, source=kept, target=world.ada_volunteer, way="api")
    merging.undo(actor=world.carla, merge=merge, way="api")
    twin = factories.helper()
    Volunteer.objects.filter(pk=twin.pk).update(user=None, kept_by=world.cafe)
    Obstacle.objects.filter(pk=made.pk).update(volunteer=twin)
    twin.refresh_from_db()
    merging.merge(actor=world.carla, source=twin, target=world.ada_volunteer, way="api")
    assert list(Obstacle.objects.visible_to(world.ada)) == [made]
