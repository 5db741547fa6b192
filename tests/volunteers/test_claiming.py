"""Taking over kept hours with the organisation's word: by a code, or after asking; and giving them back."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from tests.volunteers.forgotten import found_in_database
from volunteers.models import HourEntry, Mail, ProtocolEvent, Takeover, User, Volunteer, Way
from volunteers.services import claiming, erasing, mailing, retention, takeover_codes

PAGE = Way.PAGE


def hand_out(actor: User, person: Volunteer) -> tuple[Takeover, str]:
    takeover = claiming.hand_out(actor=actor, volunteer=person, way=PAGE)
    return takeover, takeover_codes.code_of(takeover)


def take(actor: User, code: str) -> Takeover:
    return claiming.take(actor=actor, takeover=claiming.by_code(actor=actor, code=code), way=PAGE)


def code_of(refused: Any) -> str:
    error: DomainError = refused.value
    return error.code


def test_code_brings_the_record_to_an_account_without_one_and_works_once(world: World) -> None:
    kept = factories.kept(world.cafe)
    factories.confirmed(kept, world.talking, minutes=90)
    _earlier, dead = hand_out(world.omar, kept)
    takeover, code = hand_out(world.omar, kept)
    assert code.replace("-", "") not in str(Takeover.objects.values())
    new, other = factories.user(), factories.user()
    found = claiming.preview(actor=new, takeover=claiming.by_code(actor=new, code=f" {code.lower()} "))
    assert (found.organisation, found.entries, found.minutes, found.first) == (world.cafe, 1, 90, factories.DAY)
    take(new, code)
    kept.refresh_from_db()
    assert (kept.user, kept.kept_by, kept.email) == (new, None, new.email)
    for spoiled in (code, dead, "AAAA-BBBB-CCCC"):
        with pytest.raises(Invalid) as refused:
            take(other, spoiled)
        assert code_of(refused) == "code_unknown"
    acts = ProtocolEvent.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["takeover_offered", "takeover_withdrawn", "takeover_offered", "taken_over"]
    claiming.give_back(actor=world.mina, takeover=Takeover.objects.get(pk=takeover.pk), way=PAGE)
    kept.refresh_from_db()
    assert (kept.user, kept.kept_by, kept.email) == (None, world.cafe, "")


def test_code_expires_after_thirty_days(world: World) -> None:
    _takeover, code = hand_out(world.omar, factories.kept(world.cafe))
    with time_machine.travel(clock.now() + dt.timedelta(days=30), tick=False), pytest.raises(Invalid):
        claiming.by_code(actor=world.ada, code=code)
    with time_machine.travel(clock.now() + dt.timedelta(days=122), tick=False):
        assert retention.follow()["takeovers"] == 1


def test_code_leads_into_the_record_that_the_person_has(world: World) -> None:
    kept = factories.kept(world.cafe)
    entry = factories.confirmed(kept, world.talking)
    own = world.hours()
    taken = take(world.ada, hand_out(world.omar, kept)[1])
    assert set(HourEntry.objects.filter(volunteer=world.ada_volunteer)) == {entry, own}
    assert taken.merge is not None
    with pytest.raises(Forbidden):
        claiming.give_back(actor=world.mallory, takeover=taken, way=PAGE)
    claiming.give_back(actor=world.ada, takeover=taken, way=PAGE)
    assert (taken.status, HourEntry.objects.get(volunteer=kept)) == ("returned", entry)


def test_the_word_is_somebody_elses(world: World) -> None:
    kept = factories.kept(world.cafe)
    factories.hours(kept, world.talking, status="confirmed", by=world.mina)
    _takeover, code = hand_out(world.omar, kept)
    with pytest.raises(Forbidden) as own:
        take(world.omar, code)
    with pytest.raises(Conflict) as confirmed:  # Mina confirmed these hours
        take(world.mina, code)
    with pytest.raises(Forbidden) as stranger:
        hand_out(world.mallory, kept)
    assert [code_of(one) for one in (own, confirmed, stranger)] == ["own_takeover", "in_the_way", "not_keeper"]


def test_whoever_asks_hears_the_same_whether_there_is_a_record(world: World, settings: Any) -> None:
    settings.MAIL_GOES_OUT = True
    kept = factories.kept(world.cafe, "Ada", "Beispiel")
    asked = claiming.ask(actor=world.ada, organisation=world.cafe, name=" Ada  B. ", when="2024", way=PAGE)
    elsewhere = claiming.ask(actor=world.ada, organisation=world.club, name="Ada B.", way=PAGE)
    assert (asked.status, asked.said_name) == (elsewhere.status, elsewhere.said_name) == ("asked", "Ada B.")
    claiming.refuse(actor=world.mallory, takeover=elsewhere, way=PAGE)
    with pytest.raises(Invalid):
        claiming.preview(actor=world.ada, takeover=asked)
    with pytest.raises(Forbidden):
        claiming.agree(actor=world.omar, takeover=asked, volunteer=factories.kept(world.club), way=PAGE)
    claiming.agree(actor=world.omar, takeover=asked, volunteer=kept, way=PAGE)
    message = mailing.message_of(Mail.objects.get(kind=claiming.MAIL).pk)
    assert f"/ich/uebernehmen/{asked.uuid}" in str(getattr(message, "body", ""))
    with pytest.raises(Invalid):  # it is Ada's to take
        claiming.take(actor=world.mallory, takeover=asked, way=PAGE)
    claiming.take(actor=world.ada, takeover=asked, way=PAGE)
    kept.refresh_from_db()
    assert kept.merged_into == world.ada_volunteer


def test_what_somebody_asked_is_forgotten_with_them(world: World) -> None:
    claiming.ask(actor=world.ada, organisation=world.cafe, name="Adelheid Vonhier", when="im Kefirwinter", way=PAGE)
    erasing.erase(actor=None, user=world.ada)
    assert found_in_database("Vonhier", "Kefirwinter") == []
