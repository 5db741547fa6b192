"""What the public sees of a list: nobody who did not say yes, to this place, until today."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone

from backend.common.errors import Invalid
from recognition.models import ListEntry, RecognitionList
from recognition.services import lists, showing
from recognition.services.showing import PublicRows
from tests import factories
from tests.cast import World
from tests.recognition.test_lists import NOBODY, YEAR, draft, on, publish, stand_by, thank
from volunteers.models import Activity, Consent, ConsentPurpose, DisplayForm, HourStatus, Place, Volunteer
from volunteers.services import consent as consents

TODAY = dt.date(2026, 6, 15)
NOON = "2026-06-15T10:00:00Z"


def _no_consent(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking)


def _another_place(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking)
    factories.consent(who, place=Place.ORGANISATION_LIST)
    factories.consent(who, place=Place.PRINT)


def _another_purpose(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking)
    Consent.objects.filter(pk=factories.consent(who).pk).update(purpose=_newsletter())


def _newsletter() -> ConsentPurpose:
    return ConsentPurpose.objects.get_or_create(code="newsletter", name="Rundbrief")[0]


def _withdrawn(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking)
    factories.consent(who, withdrawn=True)


def _expired(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking)
    factories.consent(who, expires_on=TODAY - dt.timedelta(days=1))


def _another_district(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.football)
    factories.consent(who)


def _another_district_of_the_same_organisation(world: World, who: Volunteer) -> None:
    outing = Activity.objects.create(
        organisation=world.cafe, title="Ausflug", field=world.talking.field, district=world.club.district
    )
    factories.confirmed(who, outing)
    factories.consent(who)


def _the_day_before(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking, day=YEAR[0] - dt.timedelta(days=1))
    factories.consent(who)


def _the_day_after(world: World, who: Volunteer) -> None:
    factories.confirmed(who, world.talking, day=YEAR[1] + dt.timedelta(days=1))
    factories.consent(who)


def _unconfirmed_hours(world: World, who: Volunteer) -> None:
    for status in (HourStatus.SUBMITTED, HourStatus.DECLINED, HourStatus.WITHDRAWN):
        factories.hours(who, world.talking, status=status)
    factories.consent(who)


def _no_hours(world: World, who: Volunteer) -> None:
    factories.consent(who)


LEFT_OUT = [
    _no_consent,
    _another_place,
    _another_purpose,
    _withdrawn,
    _expired,
    _another_district,
    _another_district_of_the_same_organisation,
    _the_day_before,
    _the_day_after,
    _unconfirmed_hours,
    _no_hours,
]


@time_machine.travel(NOON, tick=False)
def test_list_shows_nobody_who_does_not_belong_there(world: World) -> None:
    for number, case in enumerate(LEFT_OUT):
        case(world, factories.helper("Nicht", f"Gefragt{number}"))
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = publish(world, draft(world))
    assert on(found) == {"Eins Vorbild", "Zwei Vorbild", "Drei Vorbild"}
    assert showing.public_rows(found) == PublicRows(names=["Drei Vorbild", "Eins Vorbild", "Zwei Vorbild"], unnamed=0)


@pytest.mark.parametrize("case", LEFT_OUT)
@time_machine.travel(NOON, tick=False)
def test_list_does_not_count_them_among_three_either(world: World, case: Callable[[World, Volunteer], None]) -> None:
    case(world, factories.helper("Nicht", "Gefragt"))
    thank(world, "Eins Vorbild", "Zwei Vorbild")
    found = draft(world)
    with pytest.raises(Invalid) as refusal:
        publish(world, found)
    assert refusal.value.code == "too_few"


@pytest.mark.parametrize("day", YEAR)
@time_machine.travel(NOON, tick=False)
def test_list_thanks_for_the_first_and_the_last_day_and_until_the_last_day_of_the_consent(
    world: World, day: dt.date
) -> None:
    person = factories.helper("Gerade", "Noch")
    factories.confirmed(person, world.talking, day=day, minutes=1)
    factories.consent(person, expires_on=TODAY)
    thank(world, "Eins Vorbild", "Zwei Vorbild")
    assert showing.public_rows(publish(world, draft(world))).names == ["Eins Vorbild", "Gerade Noch", "Zwei Vorbild"]


def test_withdrawn_consent_is_gone_from_the_list_at_once(world: World) -> None:
    given = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild", "Vier Vorbild")
    found = publish(world, draft(world))
    user = given[3].volunteer.user
    assert user is not None
    consents.withdraw_consent(actor=user, consent=given[3])
    assert showing.public_rows(found).names == ["Drei Vorbild", "Eins Vorbild", "Zwei Vorbild"]


def test_list_that_drops_below_three_shows_nobody_and_not_even_a_number(world: World) -> None:
    stand_by(world)
    given = thank(world, "Eins Vorbild", "Zwei Vorbild")
    given += thank(world, "Ohne Namen", form=DisplayForm.ANONYMOUS)
    found = publish(world, draft(world))
    assert showing.public_rows(found) == PublicRows(names=["Eins Vorbild", "Zwei Vorbild"], unnamed=1)
    user = given[2].volunteer.user
    assert user is not None
    consents.withdraw_consent(actor=user, consent=given[2])
    assert showing.public_rows(found) == NOBODY
    assert RecognitionList.objects.get().status == "published"


def test_list_empties_itself_as_consents_expire(world: World) -> None:
    given = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild", "Vier Vorbild")
    found = publish(world, draft(world))
    for consent, days in zip(given, (0, 1, 2, 3), strict=True):
        Consent.objects.filter(pk=consent.pk).update(expires_on=TODAY + dt.timedelta(days=days))
    shown = []
    for instant in ("2026-06-15T21:59:59Z", "2026-06-15T22:00:00Z", "2026-06-16T22:00:00Z"):
        with time_machine.travel(instant, tick=False):
            shown.append(len(showing.public_rows(found)))
    assert shown == [4, 3, 0]


@pytest.mark.parametrize("change", [{"place": Place.ORGANISATION_LIST}, {"purpose": "newsletter"}], ids=str)
def test_consent_to_something_else_does_not_stand_in(world: World, change: dict[str, str]) -> None:
    given = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild", "Vier Vorbild")
    found = publish(world, draft(world))
    _newsletter()
    Consent.objects.filter(pk=given[0].pk).update(**change)
    assert showing.public_rows(found).names == ["Drei Vorbild", "Vier Vorbild", "Zwei Vorbild"]


def test_publicly_listed_is_exactly_who_consents_to_that_place_on_that_day(world: World) -> None:
    day = dt.timedelta(days=1)
    given = thank(world, "Gut Name", "Heute Noch", "Gestern Name", "Fort Name", "Anders Wo", "Anderes Ziel")
    entries = [consent.volunteer for consent in given] + [factories.helper("Nie", "Gefragt")]
    found = draft(world)
    ListEntry.objects.bulk_create(ListEntry(list=found, volunteer=volunteer) for volunteer in entries)
    changes: list[dict[str, object]] = [
        {"expires_on": TODAY + day},
        {"expires_on": TODAY},
        {"expires_on": TODAY - day},
        {"withdrawn_at": timezone.now()},
        {"place": Place.ORGANISATION_LIST},
        {"purpose": "newsletter"},
    ]
    _newsletter()
    for consent, change in zip(given, changes, strict=True):
        Consent.objects.filter(pk=consent.pk).update(**change)

    def listed(place: str, when: dt.date) -> set[str]:
        rows = ListEntry.objects.publicly_listed(place=place, day=when)
        return set(rows.values_list("volunteer__name", flat=True))

    assert listed(Place.REGION_LIST, TODAY) == {"Gut Name", "Heute Noch"}
    assert listed(Place.REGION_LIST, TODAY + day) == {"Gut Name"}
    assert listed(Place.ORGANISATION_LIST, TODAY) == {"Anders Wo"}
    assert listed(Place.PRINT, TODAY) == set()


def test_newer_consent_changes_how_somebody_appears(world: World) -> None:
    given = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    stand_by(world)
    found = publish(world, draft(world))
    who = given[0].volunteer
    assert who.user is not None
    consents.give_consent(
        actor=who.user, volunteer=who, place=Place.REGION_LIST, display_form=DisplayForm.ALIAS, alias="Aa", of_age=True
    )
    assert showing.public_rows(found).names == ["Aa", "Drei Vorbild", "Zwei Vorbild"]


def test_late_consent_does_not_join_a_list_that_was_published_before(world: World) -> None:
    thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = publish(world, draft(world))
    thank(world, "Vier Vorbild")
    assert showing.public_rows(found).names == ["Drei Vorbild", "Eins Vorbild", "Zwei Vorbild"]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_list_that_is_not_published_shows_nobody_even_with_people_on_it(world: World, status: str) -> None:
    given = thank(world, "Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")
    found = draft(world)
    if status == "withdrawn":
        publish(world, found)
        lists.withdraw_list(actor=world.carla, recognition_list=found)
    else:
        ListEntry.objects.bulk_create(ListEntry(list=found, volunteer=one.volunteer) for one in given)
    assert ListEntry.objects.count() == 3
    assert showing.public_rows(found) == NOBODY
    assert list(RecognitionList.objects.published()) == []


def test_entries_hold_no_name(world: World) -> None:
    assert {column.name for column in ListEntry._meta.get_fields()} == {"id", "list", "volunteer"}
