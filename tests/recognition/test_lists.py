"""Recognition lists: who publishes what, when, and in which form people appear."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from recognition.models import ListEntry, RecognitionList
from recognition.services import lists, showing
from recognition.services.showing import PublicRows
from tests import factories
from tests.cast import World
from volunteers.models import Consent, DisplayForm, Place, User, Volunteer

YEAR = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
NOBODY = PublicRows(names=[], unnamed=0)


def draft(world: World, actor: User | None = None, **changes: Any) -> RecognitionList:
    """A list for Leer and 2025, by Carla, with these changes."""
    given: dict[str, Any] = {
        "slug": "leer-2025",
        "title": "Danke, Leer",
        "period_start": YEAR[0],
        "period_end": YEAR[1],
        "district": world.cafe.district,
    }
    return lists.create_list(actor=actor or world.carla, **given | changes)


def publish(world: World, found: RecognitionList, actor: User | None = None) -> RecognitionList:
    """Looked at by a second person, and published by Carla unless said."""
    factories.checked(found)
    return lists.publish_list(actor=actor or world.carla, recognition_list=found)


def thank(
    world: World, *names: str, place: str = Place.REGION_LIST, form: str = DisplayForm.FULL_NAME
) -> list[Consent]:
    """People who helped at the café in 2025 and wish to be thanked."""
    consents = []
    for name in names:
        given, _, family = name.partition(" ")
        person = factories.helper(given, family)
        factories.confirmed(person, world.talking)
        consents.append(factories.consent(person, place=place, form=form))
    return consents


def stand_by(world: World, number: int = 3) -> None:
    """So many helped there and are not named: whoever is unnamed could be any of them."""
    for index in range(number):
        factories.confirmed(factories.helper("Still", f"Beispiel{index}"), world.talking)


def on(found: RecognitionList) -> set[str]:
    """Who stands on it, by the name of the record."""
    return set(ListEntry.objects.filter(list=found).values_list("volunteer__name", flat=True))


# --- draft ---


def test_create_list_is_a_draft_with_nobody_on_it(world: World) -> None:
    found = draft(world, title="  Danke,   Leer ")
    row = RecognitionList.objects.values().get()
    assert row == {
        "id": found.pk,
        "uuid": found.uuid,
        "slug": "leer-2025",
        "version": 1,
        "title": "Danke, Leer",
        "district_id": world.cafe.district_id,
        "field_id": None,
        "organisation_id": None,
        "period_start": YEAR[0],
        "period_end": YEAR[1],
        "least_minutes": None,
        "status": "draft",
        "revision": 1,
        "created_by_id": world.carla.pk,
        "created_at": found.created_at,
        "changed_by_id": None,
        "checked_at": None,
        "checked_by_id": None,
        "unchecked": False,
        "published_at": None,
        "published_by_id": None,
        "people": None,
        "joined": None,
        "left": None,
    }
    assert ListEntry.objects.count() == 0


def test_create_list_needs_exactly_one_scope(world: World) -> None:
    leer, language = world.cafe.district, world.talking.field
    wrong: list[dict[str, Any]] = [
        {"district": None},
        {"field": language},
        {"organisation": world.cafe},
        {"district": None, "field": language, "organisation": world.cafe},
        {"district": leer, "field": language, "organisation": world.cafe},
    ]
    for scope in wrong:
        with pytest.raises(Invalid) as refusal:
            draft(world, **scope)
        assert (refusal.value.code, refusal.value.field) == ("one_scope", "district")
    assert RecognitionList.objects.count() == 0


def test_create_list_period_is_in_order(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(world, period_start=YEAR[1], period_end=YEAR[0])
    assert (refusal.value.code, refusal.value.field) == ("period_out_of_order", "period_end")
    assert draft(world, period_start=YEAR[0], period_end=YEAR[0]).status == "draft"


@pytest.mark.parametrize(
    ("title", "code"),
    [("", "missing"), ("\u200b", "missing"), ("Dan\u202eke", "not_printable"), ("x" * 121, "too_long")],
    ids=range(4),
)
def test_create_list_with_a_title_that_cannot_be_read_is_refused(world: World, title: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        draft(world, title=title)
    assert (refusal.value.code, refusal.value.field) == (code, "title")


def test_create_list_with_a_taken_slug_is_refused(world: World) -> None:
    draft(world)
    with pytest.raises(Conflict) as refusal:
        draft(world)
    assert (refusal.value.code, refusal.value.field) == ("slug_taken", "slug")
    assert RecognitionList.objects.count() == 1


# --- who ---


def _answer(step: Any, **arguments: Any) -> str:
    try:
        return str(step(**arguments).status)
    except DomainError as error:
        return error.code


def test_each_step_is_for_who_coordinates_the_scope(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    thank(world, "Eins Muster", "Zwei Muster", "Drei Muster", place=Place.ORGANISATION_LIST)
    actors = {
        "all": world.carla,
        "leer": factories.coordinate(factories.user(), district=world.cafe.district),
        "emden": factories.coordinate(factories.user(), district=world.club.district),
        "language": factories.coordinate(factories.user(), field=world.talking.field),
        "living": factories.coordinate(factories.user(), field=world.football.field),
        "manager": world.mina,
        "ada": world.ada,
        "root": User.objects.create_superuser(email="root@example.org"),
    }
    scopes: dict[str, dict[str, Any]] = {
        "district": {"district": world.cafe.district},
        "field": {"district": None, "field": world.talking.field},
        "organisation": {"district": None, "organisation": world.cafe},
    }
    answers = {}
    for name, actor in actors.items():
        for scope, chosen in scopes.items():
            made = _answer(draft, world=world, actor=actor, slug=f"{name}-{scope}", **chosen)
            other = draft(world, slug=f"von-carla-{name}-{scope}", **chosen)
            factories.checked(other)
            published = _answer(lists.publish_list, actor=actor, recognition_list=other)
            if published != "published":
                lists.publish_list(actor=world.carla, recognition_list=other)
            withdrawn = _answer(lists.withdraw_list, actor=actor, recognition_list=other)
            answers[name, scope] = (made, published, withdrawn)
    yes = ("draft", "published", "withdrawn")
    no = ("beyond_scope",) * 3
    allowed = {("leer", "district"), ("leer", "organisation"), ("language", "field")}
    allowed |= {("all", scope) for scope in scopes}
    assert answers == {key: yes if key in allowed else no for key in answers}
    assert len(answers) == len(actors) * len(scopes)


# --- publishing ---


@time_machine.travel("2026-01-10T12:00:00Z", tick=False)
def test_publish_puts_the_people_on_it_and_says_who_and_when(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = publish(world, draft(world))
    assert (found.status, found.published_by, found.published_at) == ("published", world.carla, clock.now())
    assert on(found) == {"Eins Vorbild", "Zwei Vorbild", "Drei Vorbild"}
    assert ListEntry.objects.count() == 3


def test_publish_of_somebody_with_many_hours_lists_them_once(world: World) -> None:
    for consent in thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild"):
        for minutes in (5, 500):
            factories.confirmed(consent.volunteer, world.talking, minutes=minutes)
    assert showing.public_rows(publish(world, draft(world))) == PublicRows(
        names=["Drei Vorbild", "Eins Vorbild", "Zwei Vorbild"], unnamed=0
    )


@pytest.mark.parametrize("people", [0, 1, 2])
def test_publish_with_fewer_than_three_is_refused_and_it_stays_a_draft(world: World, people: int) -> None:
    thank(world, *[f"Mensch{number} Vorbild" for number in range(people)])
    found = draft(world)
    with pytest.raises(Invalid) as refusal:
        publish(world, found)
    assert (refusal.value.code, refusal.value.field) == ("too_few", "status")
    stored = RecognitionList.objects.get()
    assert (stored.status, stored.published_at, stored.published_by) == ("draft", None, None)
    assert ListEntry.objects.count() == 0


def test_publish_twice_is_refused_and_adds_nobody(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = publish(world, draft(world))
    thank(world, "Vier Vorbild")
    with pytest.raises(IllegalTransition) as refusal:
        publish(world, found)
    assert refusal.value.extra == {"status": "published"}
    assert on(found) == {"Eins Vorbild", "Zwei Vorbild", "Drei Vorbild"}


def test_publish_with_an_outdated_copy_is_refused(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = draft(world)
    factories.checked(found)
    outdated = RecognitionList.objects.get(pk=found.pk)
    lists.publish_list(actor=world.carla, recognition_list=found)
    with pytest.raises(IllegalTransition):
        lists.publish_list(actor=world.carla, recognition_list=outdated)
    assert ListEntry.objects.count() == 3


def test_withdraw_is_once_and_for_all(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = draft(world)
    with pytest.raises(IllegalTransition) as refusal:
        lists.withdraw_list(actor=world.carla, recognition_list=found)
    assert refusal.value.extra == {"status": "draft"}
    publish(world, found)
    lists.withdraw_list(actor=world.carla, recognition_list=found)
    assert RecognitionList.objects.get().status == "withdrawn"
    for step in (lists.withdraw_list, lists.publish_list):
        with pytest.raises(IllegalTransition) as refusal:
            step(actor=world.carla, recognition_list=found)
        assert refusal.value.extra == {"status": "withdrawn"}


def test_list_of_an_organisation_asks_for_the_consent_to_its_own_place(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild", place=Place.ORGANISATION_LIST)
    thank(world, "Region Eins", "Region Zwei", "Region Drei")
    here = publish(world, draft(world, slug="cafe", district=None, organisation=world.cafe))
    region = publish(world, draft(world))
    field = publish(world, draft(world, slug="sprache", district=None, field=world.talking.field))
    assert on(here) == {"Eins Vorbild", "Zwei Vorbild", "Drei Vorbild"}
    assert on(region) == on(field) == {"Region Eins", "Region Zwei", "Region Drei"}
    assert [showing.place_of(one) for one in (here, region, field)] == [
        Place.ORGANISATION_LIST,
        Place.REGION_LIST,
        Place.REGION_LIST,
    ]


# --- how people appear ---


def test_names_appear_as_their_people_chose(world: World) -> None:
    stand_by(world)
    full, first, alias, unnamed = (
        thank(world, name)[0] for name in ("Voll Name", "Vor Name", "Geheim Name", "Ohne Name")
    )
    Consent.objects.filter(pk=first.pk).update(display_form=DisplayForm.FIRST_NAME)
    Consent.objects.filter(pk=alias.pk).update(display_form=DisplayForm.ALIAS, alias="Die gute Fee")
    Consent.objects.filter(pk=unnamed.pk).update(display_form=DisplayForm.ANONYMOUS)
    found = publish(world, draft(world))
    rows = showing.public_rows(found)
    assert rows == PublicRows(names=["Die gute Fee", "Voll Name", "Vor N."], unnamed=1)
    assert len(rows) == 4
    assert full.volunteer.name == "Voll Name"


@pytest.mark.parametrize(("given", "family"), [("", "Name"), ("Vor", ""), ("", "")])
def test_name_without_its_parts_falls_back_to_unnamed(world: World, given: str, family: str) -> None:
    stand_by(world)
    (consent,) = thank(world, "Vor Name", form=DisplayForm.FIRST_NAME)
    Volunteer.objects.filter(pk=consent.volunteer_id).update(given_name=given, family_name=family)
    thank(world, "Eins Vorbild", "Zwei Vorbild")
    rows = showing.public_rows(publish(world, draft(world)))
    assert rows == PublicRows(names=["Eins Vorbild", "Zwei Vorbild"], unnamed=1)


def test_name_in_full_is_in_the_persons_own_script_and_order(world: World) -> None:
    person = factories.helper("Xiaoming", "Wang")
    Volunteer.objects.filter(pk=person.pk).update(name="王小明", name_latin="Wang Xiaoming")
    factories.confirmed(person, world.talking)
    factories.consent(person)
    thank(world, "Eins Vorbild", "Zwei Vorbild")
    assert showing.public_rows(publish(world, draft(world))).names == ["Eins Vorbild", "Zwei Vorbild", "王小明"]


def test_names_stand_in_the_order_of_a_german_dictionary_whatever_the_hours(world: World) -> None:
    names = ["Zoe Z", "Özlem Y", "adam K", "Änne B", "Straßer A", "Strasser B", "Otto X", "Anna A"]
    for number, consent in enumerate(thank(world, *names)):
        factories.confirmed(consent.volunteer, world.talking, minutes=100 * (number + 1))
    assert showing.public_rows(publish(world, draft(world))).names == [
        "adam K", "Anna A", "Änne B", "Otto X", "Özlem Y", "Straßer A", "Strasser B", "Zoe Z",
    ]  # fmt: skip


def test_list_follows_a_changed_name_and_a_changed_wish(world: World) -> None:
    stand_by(world)
    consents = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = publish(world, draft(world))
    Volunteer.objects.filter(pk=consents[0].volunteer_id).update(name="Eins Neu")
    Consent.objects.filter(pk=consents[1].pk).update(display_form=DisplayForm.ANONYMOUS)
    assert showing.public_rows(found) == PublicRows(names=["Drei Vorbild", "Eins Neu"], unnamed=1)


def test_public_rows_of_any_number_cost_two_reads(world: World, django_assert_num_queries: Any) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    few = publish(world, draft(world))
    thank(world, *[f"Mensch{number} Vorbild" for number in range(9)])
    many = publish(world, draft(world, slug="viele"))
    for found, number in ((few, 3), (many, 12)):
        with django_assert_num_queries(2):
            assert len(showing.public_rows(found)) == number


def test_publish_by_a_coordinator_of_another_district_changes_nothing(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = draft(world)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    with pytest.raises(Forbidden) as refusal:
        publish(world, found, actor=emden)
    assert refusal.value.code == "beyond_scope"
    assert RecognitionList.objects.get().status == "checked"
    assert ListEntry.objects.count() == 0
