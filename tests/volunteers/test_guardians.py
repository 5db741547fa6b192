"""Under 16 a guardian decides, under 18 both agree, and at 18 it lapses and is asked again."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from tests import factories
from tests.cast import World
from tests.volunteers.test_consent import give
from volunteers.models import Consent, ConsentText, GuardianConsent, Mail, Volunteer, VolunteerDetails
from volunteers.services import consent as consents
from volunteers.services import consent_mails, consent_texts, details, guardians, mailing, withdrawal

NOON = "2026-06-15T10:00:00Z"
FIFTEEN, SEVENTEEN = dt.date(2010, 9, 1), dt.date(2008, 9, 1)
pytestmark = pytest.mark.usefixtures("_mails_go_out")


@pytest.fixture
def _mails_go_out(settings: Any) -> None:
    settings.MAIL_GOES_OUT = True


def born(volunteer: Volunteer, day: dt.date) -> None:
    VolunteerDetails.objects.update_or_create(volunteer=volunteer, defaults={"birth_date": day})


def ask(world: World, **changes: Any) -> GuardianConsent:
    wish: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "place": "region_list",
        "display_form": "first_name",
        "guardian_name": "Erika Beispiel",
        "guardian_email": "erika@example.net",
    }
    return guardians.ask_guardian(**wish | changes)


def paper(world: World, volunteer: Volunteer, **changes: Any) -> GuardianConsent:
    told: dict[str, Any] = {"actor": world.mina, "organisation": world.cafe, "volunteer": volunteer}
    wish = {"place": "region_list", "display_form": "full_name", "guardian_name": "Erika Beispiel"}
    return guardians.record_paper(**told | wish | changes)


def valid() -> list[tuple[str, str, dt.date]]:
    return list(Consent.objects.valid_on(clock.today()).values_list("place", "basis", "expires_on"))


def link_in(message: Any) -> str:
    return str(next(line for line in message.body.splitlines() if "/e/" in line).partition("/e/")[2])


@time_machine.travel(NOON, tick=False)
def test_guardian_agrees_by_mail_after_looking_and_takes_it_back_by_the_same_link(world: World) -> None:
    born(world.ada_volunteer, SEVENTEEN)
    ask(world)
    assert valid() == []
    mailing.outbox.send_due()
    assert [one.to for one in mail.outbox] == [["erika@example.net"]]
    address = f"/e/{link_in(mail.outbox[0])}"
    for method in ("get", "head"):
        assert getattr(Client(), method)(address).status_code == 200
    assert valid() == []  # looking is not agreeing
    page = Client().get(address).content.decode()
    assert "<strong><bdi>Ada B.</bdi></strong>" in page
    assert ConsentText.objects.get(place="region_list", language="de").text.partition("\n")[0] in page
    assert Client().post(address, {"tun": "ja"}).status_code == 302
    assert valid() == [("region_list", "guardian", dt.date(2026, 8, 31))]
    assert Client().post(address, {"tun": "ja"}).status_code == 409
    assert Client().post(address, {"tun": "zurueck"}).status_code == 302
    assert valid() == []
    assert "Ada" not in Client().get(address).content.decode()


@time_machine.travel(NOON, tick=False)
def test_guardian_who_refuses_or_is_too_late_publishes_nothing(world: World) -> None:
    born(world.ada_volunteer, FIFTEEN)
    guardians.refuse(question=ask(world))
    late = ask(world, place="print")
    with time_machine.travel("2026-07-16T10:00:00Z", tick=False), pytest.raises(Conflict) as refusal:
        guardians.agree(question=late)
    assert refusal.value.code == "link_expired"
    assert Consent.objects.count() == 0
    assert guardians.by_link(f"{late.uuid.hex}-{'0' * 32}") is None


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("birth", "agrees", "stands"), [(FIFTEEN, False, True), (SEVENTEEN, False, False), (SEVENTEEN, True, True)]
)
def test_paper_of_a_guardian_is_enough_under_16_alone(
    world: World, birth: dt.date, *, agrees: bool, stands: bool
) -> None:
    kept = factories.kept(world.cafe)
    born(kept, birth)
    paper(world, kept, person_agrees=agrees)
    assert bool(valid()) is stands


@time_machine.travel(NOON, tick=False)
def test_with_an_account_and_sixteen_the_persons_own_word_is_needed_beside_the_paper(world: World) -> None:
    born(world.ada_volunteer, SEVENTEEN)
    factories.confirmed(world.ada_volunteer, world.talking)
    paper(world, world.ada_volunteer, person_agrees=True)  # nobody else says it for her
    assert valid() == []
    with pytest.raises(Invalid) as refusal:
        give(world, display_form="first_name")  # the paper says the full name
    assert refusal.value.code == "guardian_needed"
    give(world)
    assert valid() == [("region_list", "guardian", dt.date(2026, 8, 31))]


@time_machine.travel(NOON, tick=False)
def test_consent_of_a_guardian_lapses_at_18_and_the_person_is_asked_once(world: World) -> None:
    born(world.ada_volunteer, SEVENTEEN)
    guardians.agree(question=ask(world))
    told = []
    for day in ("2026-08-31T21:59:59Z", "2026-08-31T22:00:00Z", "2026-09-02T10:00:00Z"):
        with time_machine.travel(day, tick=False):
            told.append((len(valid()), consent_mails.remind_expiring(), consent_mails.ask_who_came_of_age()))
    assert told == [(1, 0, 0), (0, 0, 1), (0, 0, 0)]
    with time_machine.travel("2026-09-02T10:00:00Z", tick=False):
        give(world, of_age=False)
        assert [basis for _place, basis, _until in valid()] == ["adult"]


@time_machine.travel(NOON, tick=False)
def test_birth_date_told_later_ends_what_it_does_not_bear_out(world: World) -> None:
    def tell(day: dt.date | None) -> list[tuple[str, str, dt.date]]:
        details.tell_birth_date(actor=world.ada, volunteer=world.ada_volunteer, birth_date=day)
        return valid()

    give(world)  # says that she is of age
    assert tell(SEVENTEEN) == []
    guardians.agree(question=ask(world))
    assert tell(dt.date(2008, 7, 1)) == [("region_list", "guardian", dt.date(2026, 6, 30))]
    assert tell(None) == []


@pytest.mark.parametrize(
    ("birth", "birthday"),
    [((2008, 2, 29), (2026, 3, 1)), ((2000, 2, 29), (2018, 3, 1)), ((2008, 6, 15), (2026, 6, 15))],
)
def test_day_of_age_is_that_of_the_age(birth: tuple[int, int, int], birthday: tuple[int, int, int]) -> None:
    day = consents.eighteenth(dt.date(*birth))
    assert day == dt.date(*birthday)
    ages = [VolunteerDetails(birth_date=dt.date(*birth)).age_on(day - dt.timedelta(days=n)) for n in (0, 1)]
    assert ages == [18, 17]


# --- versions, reminders ---


@time_machine.travel(NOON, tick=False)
def test_new_version_asks_anew_and_the_old_consent_stays_valid(world: World) -> None:
    before = give(world)
    words = {"region_list": {"de": "Neue Worte.", "en": "New words."}}
    consent_texts.publish_version(
        actor=world.carla, purpose="public_thanks", version="2026-07", since=dt.date(2026, 7, 1), texts=words
    )
    assert consent_mails.tell_of_new_texts() == 0  # not yet
    with time_machine.travel("2026-07-01T10:00:00Z", tick=False):
        assert [consent_mails.tell_of_new_texts() for _ in range(2)] == [1, 0]
        assert list(Consent.objects.valid_on(clock.today())) == [before]
        with pytest.raises(Invalid) as refusal:
            give(world, text=before.text)
        assert refusal.value.code == "text_outdated"
        english = ConsentText.objects.get(version="2026-07", language="en")
        assert give(world, text=english).text.text == "New words."
        assert consent_mails.tell_of_new_texts() == 0
    before.refresh_from_db()
    assert before.text.version == "2026-11"  # what was agreed to is still to be read


@time_machine.travel(NOON, tick=False)
def test_expiry_is_told_once_thirty_days_before_with_the_way_out(world: World) -> None:
    give(world, expires_on=dt.date(2026, 8, 15))
    give(world, place="print", expires_on=dt.date(2026, 8, 15))
    told = []
    for day in ("2026-07-15T10:00:00Z", "2026-07-16T10:00:00Z", "2026-07-17T10:00:00Z"):
        with time_machine.travel(day, tick=False):
            told.append(consent_mails.remind_expiring())
    assert told == [0, 1, 0]
    with time_machine.travel("2026-07-17T10:00:00Z", tick=False):
        mailing.outbox.send_due()
        (message,) = mail.outbox
        assert "15.08.2026" in message.subject
        assert message.body.count("Ada Beispiel") == 3  # greeted, and as it stands at two places
        assert withdrawal.url_of(world.ada_volunteer) in message.body
        assert "List-Unsubscribe" in message.extra_headers


@time_machine.travel(NOON, tick=False)
def test_mail_about_what_was_withdrawn_meanwhile_never_leaves(world: World) -> None:
    born(world.ada_volunteer, SEVENTEEN)
    ask(world)
    withdrawal.withdraw_all(volunteer=world.ada_volunteer)
    mailing.outbox.send_due()
    assert mail.outbox == []
    assert Mail.objects.get().failure_code == "answered"


def test_text_once_written_cannot_be_changed(world: World) -> None:
    text = ConsentText.objects.filter(language="de")
    for change in (lambda: text.update(text="Anders."), text.delete):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
