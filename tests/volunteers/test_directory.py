"""Organisations and activities: who admits, who changes, and what stays."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from volunteers.models import Activity, HourStatus, Organisation, User
from volunteers.services import directory


def actors(world: World) -> dict[str, User]:
    """One of each role, seen from the café in Leer."""
    return {
        "manager": world.mina,
        "confirmer": world.omar,
        "all": world.carla,
        "district": factories.coordinate(factories.user(), district=world.cafe.district),
        "district elsewhere": factories.coordinate(factories.user(), district=world.club.district),
        "field": factories.coordinate(factories.user(), field=world.talking.field),
        "manager elsewhere": world.mallory,
        "volunteer": world.ada,
        "root": User.objects.create_superuser(email="root@example.org"),
    }


def answer(call: Callable[[], object]) -> str:
    """`done`, or the code of the refusal."""
    try:
        call()
    except DomainError as error:
        return error.code
    return "done"


def admit(world: World, actor: User | None, **changes: Any) -> Organisation:
    """A new organisation in Leer."""
    given: dict[str, Any] = {"slug": "neu", "name": "Neu", "kind": "church", "district": world.cafe.district}
    return directory.create_organisation(actor=actor, **given | changes)


# --- organisations ---


def test_create_organisation_keeps_what_was_said_tidily(world: World) -> None:
    admit(world, None, name="  Café   International ", domain=" Cafe.Example.ORG ", website="https://cafe.example.org")
    columns = ("slug", "name", "kind", "district__ags", "domain", "website", "is_active")
    assert Organisation.objects.values_list(*columns).get(slug="neu") == (
        "neu", "Café International", "church", "03457", "cafe.example.org", "https://cafe.example.org", True,
    )  # fmt: skip


def test_create_organisation_is_for_coordinators_of_the_place(world: World) -> None:
    answers = {
        name: answer(partial(admit, world, actor, slug=f"neu-{len(name)}-{name[0]}"))
        for name, actor in actors(world).items()
    }
    assert answers == {
        "manager": "not_coordinator",
        "confirmer": "not_coordinator",
        "all": "done",
        "district": "done",
        "district elsewhere": "not_coordinator",
        "field": "not_coordinator",
        "manager elsewhere": "not_coordinator",
        "volunteer": "not_coordinator",
        "root": "not_coordinator",
    }


def test_create_organisation_with_a_taken_slug_is_refused(world: World) -> None:
    with pytest.raises(Conflict) as refusal:
        admit(world, world.carla, slug="cafe")
    assert (refusal.value.code, refusal.value.field) == ("slug_taken", "slug")
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "missing"), (" \u200b ", "missing"), ("Ca\u202efé", "not_printable"), ("x" * 201, "too_long"),
        ("\N{DEVANAGARI LETTER QA}" * 101, "too_long"),
    ],
    ids=range(5),
)  # fmt: skip
def test_organisation_with_a_name_that_cannot_be_read_is_refused(world: World, name: str, code: str) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: admit(world, world.carla, name=name),
        lambda: directory.update_organisation(actor=world.mina, organisation=world.cafe, name=name),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert (refusal.value.code, refusal.value.field) == (code, "name")
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Sprachcafé", "Sportverein"}


MANAGERS_DO = ["done", "not_coordinator", "not_coordinator", "not_coordinator"]
COORDINATORS_DO = ["done", "done", "done", "done"]
OTHERS_DO = ["not_manager"] * 4


def test_update_organisation_allows_each_role_its_part(world: World) -> None:
    def tries(actor: User) -> list[str]:
        changes: list[dict[str, Any]] = [
            {"name": "Sprachcafé Leer", "domain": "cafe.example.org", "website": "https://cafe.example.org"},
            {"name": "Heimlich", "kind": "state"},
            {"name": "Heimlich", "district": world.cafe.district},
            {"name": "Heimlich", "is_active": True},
        ]
        return [
            answer(
                partial(
                    directory.update_organisation,
                    actor=actor,
                    organisation=Organisation.objects.get(pk=world.cafe.pk),
                    **change,
                )
            )
            for change in changes
        ]

    assert {name: tries(actor) for name, actor in actors(world).items()} == {
        "manager": MANAGERS_DO,
        "confirmer": OTHERS_DO,
        "all": COORDINATORS_DO,
        "district": COORDINATORS_DO,
        "district elsewhere": OTHERS_DO,
        "field": OTHERS_DO,
        "manager elsewhere": OTHERS_DO,
        "volunteer": OTHERS_DO,
        "root": OTHERS_DO,
    }


def test_update_organisation_refused_in_part_changes_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        directory.update_organisation(
            actor=world.mina, organisation=Organisation.objects.get(pk=world.cafe.pk), name="Heimlich", kind="state"
        )
    assert Organisation.objects.values_list("name", "kind").get(pk=world.cafe.pk) == ("Sprachcafé", "association")


def test_update_organisation_changes_what_is_given_and_keeps_the_rest(world: World) -> None:
    before = Organisation.objects.values().get(pk=world.cafe.pk)
    directory.update_organisation(actor=world.mina, organisation=world.cafe, name=" Café  Leer", domain=" Cafe.ORG ")
    assert Organisation.objects.values().get(pk=world.cafe.pk) == {**before, "name": "Café Leer", "domain": "cafe.org"}


def test_update_organisation_of_two_at_once_keeps_both_changes(world: World) -> None:
    first, second = Organisation.objects.get(pk=world.cafe.pk), Organisation.objects.get(pk=world.cafe.pk)
    directory.update_organisation(actor=world.mina, organisation=first, name="Café Leer")
    directory.update_organisation(actor=world.carla, organisation=second, website="https://cafe.example.org")
    assert Organisation.objects.values_list("name", "website").get(pk=world.cafe.pk) == (
        "Café Leer",
        "https://cafe.example.org",
    )


def test_organisation_closed_by_its_district_can_be_opened_by_it_again(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    directory.update_organisation(actor=leer, organisation=world.cafe, is_active=False)
    found = Organisation.objects.visible_to(leer).get(pk=world.cafe.pk)
    directory.update_organisation(actor=leer, organisation=found, is_active=True)
    assert Organisation.objects.get(pk=world.cafe.pk).is_active


def test_organisation_given_to_another_district_is_out_of_reach(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    directory.update_organisation(actor=leer, organisation=world.cafe, district=world.club.district)
    with pytest.raises(Forbidden) as refusal:
        directory.update_organisation(actor=leer, organisation=world.cafe, name="Zurück")
    assert refusal.value.code == "not_manager"


# --- activities ---


def offer(world: World, actor: User | None, **changes: Any) -> Activity:
    """A new activity of the café."""
    given: dict[str, Any] = {"organisation": world.cafe, "title": "Tandem", "field": world.talking.field}
    return directory.create_activity(actor=actor, **given | changes)


def test_create_activity_is_where_its_organisation_is_unless_said(world: World) -> None:
    here = offer(world, world.omar, title="  Tandem  am   Abend ", description="Zu zweit")
    there = offer(world, None, title="Ausflug", district=world.club.district, starts_on=factories.DAY)
    columns = ("title", "description", "organisation", "field", "district", "starts_on", "ends_on")
    cafe, language, leer, emden = world.cafe, world.talking.field_id, world.cafe.district_id, world.club.district_id
    assert Activity.objects.values_list(*columns).get(pk=here.pk) == (
        "Tandem am Abend", "Zu zweit", cafe.pk, language, leer, None, None,
    )  # fmt: skip
    assert Activity.objects.values_list(*columns).get(pk=there.pk) == (
        "Ausflug", "", cafe.pk, language, emden, factories.DAY, None,
    )  # fmt: skip


def test_activity_is_for_members_of_its_organisation(world: World) -> None:
    cast = actors(world)
    members = {"manager": "done", "confirmer": "done"}
    expected = {name: members.get(name, "not_member") for name in cast}
    assert {name: answer(partial(offer, world, actor, title=name)) for name, actor in cast.items()} == expected
    assert {
        name: answer(partial(directory.update_activity, actor=actor, activity=world.talking, description="Neu"))
        for name, actor in cast.items()
    } == expected


@pytest.mark.parametrize("title", ["Sprechrunde", "SPRECHRUNDE", "  sprechrunde "])
def test_activity_title_is_taken_once_in_an_organisation(world: World, title: str) -> None:
    with pytest.raises(Conflict) as refusal:
        offer(world, world.omar, title=title)
    assert (refusal.value.code, refusal.value.field) == ("title_taken", "title")
    other = offer(world, world.omar)
    with pytest.raises(Conflict) as refusal:
        directory.update_activity(actor=world.omar, activity=other, title=title)
    assert refusal.value.code == "title_taken"
    assert offer(world, world.mallory, organisation=world.club, title=title).organisation == world.club


@pytest.mark.parametrize(
    ("title", "code"),
    [("", "missing"), ("\u2060", "missing"), ("Tan\u202edem", "not_printable"), ("x" * 121, "too_long")],
    ids=range(4),
)
def test_activity_with_a_title_that_cannot_be_read_is_refused(world: World, title: str, code: str) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: offer(world, world.omar, title=title),
        lambda: directory.update_activity(actor=world.omar, activity=world.talking, title=title),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert (refusal.value.code, refusal.value.field) == (code, "title")
    assert Activity.objects.get(organisation=world.cafe).title == "Sprechrunde"


MARCH, APRIL = dt.date(2025, 3, 1), dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "good"),
    [(MARCH, APRIL, True), (MARCH, MARCH, True), (APRIL, MARCH, False), (None, MARCH, True), (APRIL, None, True)],
)
def test_activity_period_is_in_order(world: World, starts: dt.date | None, ends: dt.date | None, *, good: bool) -> None:
    expected = "done" if good else "period_out_of_order"
    assert answer(lambda: offer(world, world.omar, starts_on=starts, ends_on=ends)) == expected
    before = (world.talking.starts_on, world.talking.ends_on)
    code = answer(
        lambda: directory.update_activity(actor=world.omar, activity=world.talking, starts_on=starts, ends_on=ends)
    )
    assert code == expected
    after = Activity.objects.values_list("starts_on", "ends_on").get(pk=world.talking.pk)
    assert after == ((starts, ends) if good else before)


def test_update_activity_period_is_checked_against_the_end_that_stays(world: World) -> None:
    directory.update_activity(actor=world.omar, activity=world.talking, ends_on=MARCH)
    with pytest.raises(Invalid) as refusal:
        directory.update_activity(actor=world.omar, activity=world.talking, starts_on=APRIL)
    assert (refusal.value.code, refusal.value.field) == ("period_out_of_order", "ends_on")


@pytest.mark.parametrize("status", HourStatus)
@pytest.mark.parametrize("what", ["field", "district"])
def test_activity_stays_where_its_hours_count(world: World, status: str, what: str) -> None:
    new = {"field": world.football.field, "district": world.football.district}[what]
    factories.hours(world.ada_volunteer, world.talking, status=status)
    before = Activity.objects.values().get(pk=world.talking.pk)
    with pytest.raises(Conflict) as refusal:
        directory.update_activity(
            actor=world.omar, activity=Activity.objects.get(pk=world.talking.pk), title="Neu", **{what: new}
        )
    assert (refusal.value.code, refusal.value.field) == ("activity_in_use", what)
    assert Activity.objects.values().get(pk=world.talking.pk) == before


@pytest.mark.parametrize("what", ["field", "district"])
def test_activity_without_hours_may_move(world: World, what: str) -> None:
    new = {"field": world.football.field, "district": world.football.district}[what]
    factories.hours(world.ada_volunteer, world.football)  # of another activity
    directory.update_activity(actor=world.omar, activity=world.talking, **{what: new})
    assert Activity.objects.values_list(what, flat=True).get(pk=world.talking.pk) == new.pk


def test_update_activity_of_two_at_once_keeps_both_changes(world: World) -> None:
    first, second = Activity.objects.get(pk=world.talking.pk), Activity.objects.get(pk=world.talking.pk)
    directory.update_activity(actor=world.omar, activity=first, title="Erzählcafé")
    directory.update_activity(actor=world.mina, activity=second, description="Neu")
    stored = Activity.objects.values_list("title", "description").get(pk=world.talking.pk)
    assert stored == ("Erzählcafé", "Neu")


def test_activity_with_hours_may_change_all_else(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    same = {"field": world.talking.field, "district": world.talking.district}
    directory.update_activity(
        actor=world.omar, activity=world.talking, title="Erzählcafé", description="Neu", ends_on=factories.DAY, **same
    )
    columns = ("title", "description", "starts_on", "ends_on")
    assert Activity.objects.values_list(*columns).get(pk=world.talking.pk) == (
        "Erzählcafé", "Neu", None, factories.DAY,
    )  # fmt: skip
