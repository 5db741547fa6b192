"""Consent: the newest word counts, for as long as it was given, from whoever may give it."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from volunteers.models import Consent, ConsentText, DisplayForm, Place, User, Volunteer, VolunteerDetails
from volunteers.services import consent as consents

NOON = "2026-06-15T10:00:00Z"  # 12:00 in Lower Saxony
TODAY = dt.date(2026, 6, 15)


def give(world: World, **changes: Any) -> Consent:
    """Ada's consent to her full name on lists of the region, with these changes."""
    said: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "place": Place.REGION_LIST,
        "display_form": DisplayForm.FULL_NAME,
        "of_age": True,
    }
    return consents.give_consent(**said | changes)


def standing() -> list[tuple[str, str, str, bool]]:
    """Place, form, alias, and whether it was withdrawn; oldest first."""
    rows = Consent.objects.order_by("pk").values_list("place", "display_form", "alias", "withdrawn_at")
    return [(*row[:3], row[3] is not None) for row in rows]


@time_machine.travel(NOON, tick=False)
def test_give_consent_records_what_was_said_by_whom_and_when(world: World) -> None:
    consent = give(world, display_form=DisplayForm.ALIAS, alias="  Zoe\N{COMBINING DIAERESIS}  Fee ")
    row = Consent.objects.values().get()
    assert row == {
        "id": consent.pk,
        "uuid": consent.uuid,
        "volunteer_id": world.ada_volunteer.pk,
        "purpose_id": "public_thanks",
        "place": "region_list",
        "display_form": "alias",
        "alias": "Zoë Fee",
        "text_id": ConsentText.objects.get(place="region_list", language="de").pk,
        "basis": "affirmed",
        "guardian_id": None,
        "recorded_by_id": world.ada.pk,
        "given_at": clock.now(),
        "expires_on": dt.date(2028, 6, 14),
        "withdrawn_at": None,
    }


def test_give_consent_again_replaces_the_earlier_one_at_that_place_alone(world: World) -> None:
    give(world)
    give(world, place=Place.PRINT)
    give(world, display_form=DisplayForm.ANONYMOUS)
    assert standing() == [
        ("region_list", "full_name", "", True),
        ("print", "full_name", "", False),
        ("region_list", "anonymous", "", False),
    ]


def test_give_consent_does_not_touch_that_of_others(world: World) -> None:
    give(world)
    give(world, actor=world.mallory, volunteer=world.mallory_volunteer)
    assert [withdrawn for *_rest, withdrawn in standing()] == [False, False]


def test_give_consent_that_is_refused_leaves_the_earlier_one(world: World) -> None:
    give(world)
    with pytest.raises(Invalid):
        give(world, display_form=DisplayForm.ALIAS, alias="")
    assert standing() == [("region_list", "full_name", "", False)]


def test_withdraw_consent_ends_it_and_twice_is_refused(world: World) -> None:
    consent = give(world)
    first = consents.withdraw_consent(actor=world.ada, consent=consent).withdrawn_at
    with pytest.raises(Conflict) as refusal:
        consents.withdraw_consent(actor=world.ada, consent=consent)
    assert refusal.value.code == "already_withdrawn"
    assert Consent.objects.get().withdrawn_at == first
    assert list(Consent.objects.valid_on(clock.today())) == []


def test_consent_after_a_withdrawal_is_a_new_one(world: World) -> None:
    consents.withdraw_consent(actor=world.ada, consent=give(world))
    again = give(world)
    assert list(Consent.objects.valid_on(clock.today())) == [again]
    assert Consent.objects.count() == 2


# --- how long ---


@pytest.mark.parametrize(
    ("expires_on", "good"),
    [
        (TODAY - dt.timedelta(days=1), False),
        (TODAY, True),
        (TODAY + dt.timedelta(days=730), True),
        (TODAY + dt.timedelta(days=731), False),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_consent_lasts_from_today_to_two_years(world: World, expires_on: dt.date, *, good: bool) -> None:
    if good:
        assert give(world, expires_on=expires_on).expires_on == expires_on
        return
    with pytest.raises(Invalid) as refusal:
        give(world, expires_on=expires_on)
    assert (refusal.value.code, refusal.value.field) == ("expiry_out_of_range", "expires_on")
    assert standing() == []


def test_consent_is_valid_through_its_last_day_in_berlin(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        consent = give(world, expires_on=TODAY)
    answers = []
    for instant in ("2026-06-14T22:00:00Z", "2026-06-15T21:59:59Z", "2026-06-15T22:00:00Z"):
        with time_machine.travel(instant, tick=False):
            answers.append(list(Consent.objects.valid_on(clock.today())))
    assert answers == [[consent], [consent], []]


# --- of age ---


@pytest.mark.parametrize(
    ("born", "today", "of_age"),
    [
        ((2008, 6, 15), "2026-06-14T21:59:59Z", False),  # the last second of the day before
        ((2008, 6, 15), "2026-06-14T22:00:00Z", True),
        ((2008, 6, 16), "2026-06-15T10:00:00Z", False),
        ((2008, 2, 29), "2026-02-28T12:00:00Z", False),  # § 187 and § 188 BGB: of age when 28 February is over
        ((2008, 2, 29), "2026-02-28T23:00:00Z", True),
        ((1950, 12, 31), "2026-01-01T12:00:00Z", True),
    ],
)
def test_consent_of_somebody_under_18_needs_guardians(
    world: World, born: tuple[int, int, int], today: str, *, of_age: bool
) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=dt.date(*born))
    with time_machine.travel(today, tick=False):
        if of_age:
            assert give(world).volunteer == world.ada_volunteer
            return
        with pytest.raises(Invalid) as refusal:
            give(world)
    assert (refusal.value.code, refusal.value.field) == ("guardian_needed", "volunteer")
    assert standing() == []


def test_consent_does_not_ask_for_a_date_of_birth(world: World) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, gender="female")
    assert give(world).volunteer == world.ada_volunteer


def test_withdrawing_has_no_age(world: World) -> None:
    consent = give(world)
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=clock.today())
    assert consents.withdraw_consent(actor=world.ada, consent=consent).withdrawn_at is not None


# --- in which form ---


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("", "alias_missing"),
        ("  ", "alias_missing"),
        ("\u200b", "alias_missing"),
        ("A\u202eda", "not_printable"),
        ("a" * 81, "too_long"),
        ("\N{DEVANAGARI LETTER QA}" * 41, "too_long"),
    ],
    ids=range(6),
)
def test_alias_that_could_not_be_read_is_refused(world: World, alias: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        give(world, display_form=DisplayForm.ALIAS, alias=alias)
    assert (refusal.value.code, refusal.value.field) == (code, "alias")


@pytest.mark.parametrize("form", [form for form in DisplayForm if form != DisplayForm.ALIAS])
def test_alias_is_forgotten_with_any_other_form(world: World, form: str) -> None:
    assert give(world, display_form=form, alias="Fee").alias == ""


@pytest.mark.parametrize(("given", "family"), [("", "Beispiel"), ("Ada", ""), ("", "")])
def test_first_name_form_needs_both_parts_of_the_name(world: World, given: str, family: str) -> None:
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(given_name=given, family_name=family)
    volunteer = Volunteer.objects.get(pk=world.ada_volunteer.pk)
    with pytest.raises(Invalid) as refusal:
        give(world, volunteer=volunteer, display_form=DisplayForm.FIRST_NAME)
    assert (refusal.value.code, refusal.value.field) == ("parts_missing", "display_form")
    assert give(world, volunteer=volunteer, display_form=DisplayForm.FULL_NAME).alias == ""


def test_first_name_form_with_both_parts_is_given(world: World) -> None:
    assert give(world, display_form=DisplayForm.FIRST_NAME).display_form == "first_name"


# --- by whom ---


def test_consent_is_given_and_withdrawn_by_the_person_or_who_holds_the_signed_paper(world: World) -> None:
    kept = factories.kept(world.cafe)
    factories.hours(world.ada_volunteer, world.talking)
    factories.hours(kept, world.football)  # hours elsewhere give nobody there a say
    given = {"ada": factories.consent(world.ada_volunteer), "kept": factories.consent(kept)}

    def answers(actor: User) -> list[str]:
        found = []
        for volunteer, consent in ((world.ada_volunteer, given["ada"]), (kept, given["kept"])):
            try:
                found.append(give(world, actor=actor, volunteer=volunteer, place=Place.PRINT).place)
            except DomainError as error:
                found.append(error.code)
            try:
                consents.withdraw_consent(actor=actor, consent=consent)
                found.append("withdrawn")
                Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None)
            except DomainError as error:
                found.append(error.code)
        return found

    no = ["not_yours", "not_yours"]
    yes = ["print", "withdrawn"]
    assert {
        "ada": answers(world.ada),
        "manager": answers(world.mina),
        "confirmer": answers(world.omar),
        "manager elsewhere": answers(world.mallory),
        "coordinator": answers(world.carla),
        "root": answers(User.objects.create_superuser(email="root@example.org")),
    } == {
        "ada": yes + no,
        "manager": no + yes,
        "confirmer": no + no,
        "manager elsewhere": no + no,
        "coordinator": no + no,
        "root": no + no,
    }


def test_consent_is_the_persons_own_once_there_is_an_account(world: World) -> None:
    kept = factories.kept(world.cafe)
    consent = give(world, actor=world.mina, volunteer=kept)
    assert consent.recorded_by == world.mina
    account = factories.user()
    kept.user = account
    kept.save()
    with pytest.raises(Forbidden):
        consents.withdraw_consent(actor=world.mina, consent=Consent.objects.get(pk=consent.pk))
    with pytest.raises(Forbidden):
        give(world, actor=world.mina, volunteer=kept)
    assert consents.withdraw_consent(actor=account, consent=consent).withdrawn_at is not None
