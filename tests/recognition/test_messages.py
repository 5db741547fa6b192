"""Messages of thanks: nobody gets unread words, and what an organisation writes counts as thanks."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from recognition.models import Reached, ThanksMessage
from recognition.services import evaluating, messages
from tests import factories
from tests.cast import World
from volunteers.models import District, ProtocolEvent, Volunteer
from volunteers.services import erasing, mailing, news, retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def helped(world: World) -> World:
    """Ada gave two hours at the café and reached her first one."""
    factories.confirmed(world.ada_volunteer, world.talking, minutes=120)
    evaluating.evaluate([world.ada_volunteer.pk])
    return world


def to_ada(world: World, text: str = "Danke für jeden Dienstag!") -> ThanksMessage:
    return messages.thank_people(
        actor=world.mina,
        organisation=world.cafe,
        volunteers=[world.ada_volunteer],
        text=text,
        side="organisation",
        way="page",
    )


def from_ada(world: World, text: str = "Danke für den Tee.") -> ThanksMessage:
    return messages.thank_organisation(actor=world.ada, organisation=world.cafe, text=text, way="page")


def sees(user: object, message: ThanksMessage) -> bool:
    return ThanksMessage.objects.visible_to(user).filter(pk=message.pk).exists()  # type: ignore[arg-type]


def test_message_of_an_organisation_reaches_people_once_passed_and_counts_as_thanks(helped: World) -> None:
    message = to_ada(helped)
    reached = Reached.objects.get(volunteer=helped.ada_volunteer)
    assert (sees(helped.ada, message), sees(helped.omar, message), reached.thanked_at) == (False, True, None)
    assert messages.pass_messages(actor=helped.carla, messages=[message], way="page") == [message]
    message.refresh_from_db()
    reached.refresh_from_db()
    assert (sees(helped.ada, message), sees(helped.mallory, message)) == (True, False)
    assert (reached.thanked_at, reached.thanked_by_way) == (message.decided_at, "message")
    assert messages.pass_messages(actor=helped.carla, messages=[message], way="page") == []  # somebody was faster


def test_message_of_a_volunteer_reaches_the_organisation_and_thanks_nobody(helped: World) -> None:
    message = from_ada(helped)
    assert [sees(who, message) for who in (helped.ada, helped.omar, helped.mallory)] == [True, False, False]
    messages.pass_messages(actor=helped.carla, messages=[message], way="page")
    assert [sees(who, message) for who in (helped.ada, helped.omar, helped.mallory)] == [True, True, False]
    assert Reached.objects.filter(thanked_at__isnull=False).count() == 0


def test_message_of_the_coordination_tells_the_organisation_nothing(helped: World) -> None:
    second = factories.coordinate(factories.user(), district=District.objects.get(ags="03457"))
    assert list(messages.due(helped.cafe)) == [helped.ada_volunteer]
    message = messages.thank_people(
        actor=second,
        organisation=helped.cafe,
        volunteers=list(messages.due(helped.cafe)),
        text="Danke im Namen des Bündnisses.",
        side="coordination",
        way="page",
    )
    messages.pass_messages(actor=helped.carla, messages=[message], way="page")
    assert [sees(who, message) for who in (helped.ada, helped.omar, second)] == [True, False, True]
    assert list(messages.due(helped.cafe)) == []
    events = ProtocolEvent.objects.filter(subject=message.uuid)
    assert (events.count(), events.exclude(organisation=None, volunteer=None).count()) == (2, 0)


def test_message_is_passed_by_a_coordinator_of_neither_side_alone(helped: World) -> None:
    message, own = to_ada(helped), from_ada(helped)
    beyond = factories.coordinate(factories.user(), district=District.objects.get(ags="03402"))
    for who, one, code in (
        (factories.member(helped.cafe), message, "not_coordinator"),
        (beyond, message, "not_coordinator"),
        (factories.coordinate(helped.mina), message, "own_message"),
        (factories.coordinate(helped.ada), message, "own_message"),
        (helped.ada, own, "own_message"),
        (factories.coordinate(helped.omar), own, "own_side"),
    ):
        with pytest.raises(Forbidden) as refusal:
            messages.pass_messages(actor=who, messages=[one], way="page")
        assert refusal.value.code == code
    assert ThanksMessage.objects.waiting().count() == 2


def test_messages_go_to_people_with_an_account_who_helped_there(helped: World) -> None:
    kept = factories.kept(helped.cafe)
    factories.confirmed(kept, helped.talking)
    waiting = factories.helper()
    factories.hours(waiting, helped.talking)
    assert list(messages.reachable(helped.cafe)) == [helped.ada_volunteer]
    assert list(messages.reachable(helped.cafe, start=factories.FAR)) == []
    for person in (kept, waiting, helped.mallory_volunteer):
        with pytest.raises(Invalid) as refusal:
            messages.thank_people(
                actor=helped.mina,
                organisation=helped.cafe,
                volunteers=[person],
                text="Danke",
                side="organisation",
                way="",
            )
        assert refusal.value.code == "not_reachable"
    with pytest.raises(Forbidden):
        messages.thank_organisation(actor=helped.mallory, organisation=helped.cafe, text="Danke", way="page")


def test_one_message_to_an_organisation_waits_at_a_time(helped: World) -> None:
    first = from_ada(helped)
    with pytest.raises(Conflict) as refusal:
        from_ada(helped)
    assert refusal.value.code == "one_waits"
    messages.withdraw(actor=helped.ada, message=first, way="page")
    assert from_ada(helped, "Zeile\r\n\r\n\r\n  zwei  ").text == "Zeile\n\nzwei"
    assert messages.pass_messages(actor=helped.carla, messages=[first], way="page") == []
    with pytest.raises(IllegalTransition):
        messages.refuse(actor=helped.carla, message=first, reason="Zu spät", way="page")


def test_reported_message_is_looked_at_again_and_taken_away(helped: World) -> None:
    message = to_ada(helped)
    messages.pass_messages(actor=helped.carla, messages=[message], way="page")
    with pytest.raises(Forbidden):
        messages.report(actor=helped.omar, message=message, way="page")
    messages.report(actor=helped.ada, message=message, way="page")
    assert list(ThanksMessage.objects.reported()) == [message]
    messages.keep(actor=helped.carla, message=message, way="page")
    assert list(ThanksMessage.objects.reported()) == []
    messages.report(actor=helped.ada, message=message, way="page")
    messages.remove(actor=helped.carla, message=message, reason="Verletzend", way="page")
    assert (sees(helped.ada, message), sees(helped.mina, message), message.answer) == (False, True, "Verletzend")
    acts = ProtocolEvent.objects.filter(subject=message.uuid).order_by("pk").values_list("act", flat=True)
    steps = ("written", "passed", "reported", "kept", "reported", "removed")
    assert list(acts) == [f"message_{step}" for step in steps]


@pytest.mark.sqlite
def test_delivered_message_is_news_of_the_day(helped: World) -> None:
    message = to_ada(helped)
    assert news.send() == 0
    messages.pass_messages(actor=helped.carla, messages=[message], way="page")
    assert (news.send(), news.send()) == (1, 0)
    mailing.outbox.send_due()
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["ada@example.org"], "Jemand hat dir gedankt")
    assert f"{settings.PUBLIC_URL}/ich/dank" in str(sent.body)


@pytest.mark.sqlite
def test_words_that_reached_nobody_go_after_ninety_days(helped: World) -> None:
    refused, passed = from_ada(helped), to_ada(helped)
    messages.refuse(actor=helped.carla, message=refused, reason="Kein Dank", way="page")
    messages.pass_messages(actor=helped.carla, messages=[passed], way="page")
    with time_machine.travel(refused.written_at + dt.timedelta(days=92), tick=False):
        assert retention.follow()["messages"] == 1
    assert list(ThanksMessage.objects.all()) == [passed]


@pytest.mark.sqlite
def test_forgotten_person_leaves_no_words_behind(helped: World) -> None:
    other = factories.helper("Petro")
    factories.confirmed(other, helped.talking)
    both: list[Volunteer] = [helped.ada_volunteer, other]
    named, unnamed = (
        messages.thank_people(
            actor=helped.mina, organisation=helped.cafe, volunteers=both, text=text, side="organisation", way="page"
        )
        for text in ("Danke, liebe ADA, danke, Petro!", "Danke euch!")
    )
    alone, own = to_ada(helped), from_ada(helped)
    erasing.erase(actor=None, volunteer=helped.ada_volunteer)
    assert list(ThanksMessage.objects.order_by("pk")) == [unnamed]
    assert list(unnamed.recipients.values_list("volunteer", flat=True)) == [other.pk]
    assert {named.pk, alone.pk, own.pk} & set(ThanksMessage.objects.values_list("pk", flat=True)) == set()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n ", "text_missing"),
        ("x" * 1001, "too_long"),
        ("\n".join("x" * 21), "too_long"),
        ("a\u202eb", "not_printable"),
    ],
)
def test_message_says_something_that_can_be_read(helped: World, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        from_ada(helped, text)
    assert (refusal.value.code, refusal.value.field) == (code, "text")
