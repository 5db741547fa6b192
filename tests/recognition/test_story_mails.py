"""Who is asked to be told about hears of it: on their own page, and by one mail that says nothing of what is told."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.common import clock
from backend.common.outbox import Pointless
from recognition.models import Story, StoryPerson
from recognition.services import stories, story_mails, story_people
from tests import factories
from tests.cast import World
from tests.recognition.test_stories import SAID, published, told, with_ada
from volunteers.models import Mail, Volunteer
from volunteers.services import erasing, mailing


@pytest.fixture(autouse=True)
def _mail_goes_out(settings: Any) -> None:
    settings.MAIL_GOES_OUT = True


def asked(world: World, story: Story | None = None) -> StoryPerson:
    """Ada, by Omar."""
    factories.confirmed(world.ada_volunteer, world.talking)
    return story_people.ask_person(actor=world.omar, story=story or told(world), volunteer=world.ada_volunteer)


def rewritten(world: World, story: Story) -> None:
    """By Omar, in other words."""
    said = SAID | {"text": f"Fassung {story.revision}", "field": story.field, "district": story.district}
    stories.change_story(actor=world.omar, story=story, **said)


def body_of(row: Mail) -> str:
    message = mailing.message_of(row.pk)
    assert not isinstance(message, Pointless)
    return " ".join(f"{message.subject} {message.body}".split())


def test_who_is_asked_hears_once_and_reads_nothing_of_the_story(world: World) -> None:
    person = asked(world)
    with_address, without = factories.kept(world.cafe, "Olga"), factories.kept(world.cafe, "Petro")
    Volunteer.objects.filter(pk=with_address.pk).update(email="olga@example.net", language="en")
    for one in (with_address, without):
        story_people.ask_person(actor=world.mina, story=person.story, volunteer=one)
    assert [story_mails.ask_due(), story_mails.ask_due()] == [2, 0]
    assert list(Mail.objects.order_by("pk").values_list("recipient", "language")) == [
        ("ada@example.org", "de"),
        ("olga@example.net", "en"),
    ]
    account, kept = map(body_of, Mail.objects.order_by("pk"))
    assert "Sprachcafé möchte öffentlich von einem guten Beispiel erzählen, und du kommst darin vor" in account
    assert ("/ich/beispiele" in account, "/w/" in account, "/m/beispiele-" in account) == (True, False, True)
    assert ("/ich/beispiele" in kept, "/w/" in kept) == (False, True)
    words = {person.story.title, person.story.summary, person.story.text, "Ada", "Olga"}
    assert {word for word in words if word in account + kept} == set()
    with time_machine.travel(clock.now() + mailing.KEEP + dt.timedelta(days=1)):
        mailing.forget_old()
        assert (Mail.objects.count(), story_mails.ask_due()) == (0, 0)  # whoever did not answer is left in peace


def test_other_words_than_were_agreed_to_are_asked_about_once(world: World) -> None:
    story, person = with_ada(world)
    assert story_mails.ask_due() == 0
    orders = []
    for _time in range(2):
        for _step in range(2):
            rewritten(world, story)
            orders.append(story_mails.ask_due())
        assert "Du hattest schon einmal Ja gesagt." in body_of(Mail.objects.latest("pk"))
        story_people.agree(actor=world.ada, person=person, revision=story.revision, of_age=True)
    assert orders == [1, 0, 1, 0]


def test_yes_that_ran_out_is_asked_for_again(world: World) -> None:
    story, person = with_ada(world)
    published(world, story=story)
    assert person.expires_on is not None
    noon = dt.datetime.combine(person.expires_on, dt.time(12), dt.UTC)
    orders = []
    for days in (0, 1, 2, 16):
        with time_machine.travel(noon + dt.timedelta(days=days)):
            orders.append(story_mails.ask_due())
    assert orders == [0, 1, 0, 0]


def say_no(world: World, person: StoryPerson) -> object:
    return story_people.end(actor=world.ada, person=person)


def say_yes(world: World, person: StoryPerson) -> object:
    return story_people.agree(actor=world.ada, person=person, revision=1, of_age=True)


def take_out(world: World, person: StoryPerson) -> object:
    return story_people.remove_person(actor=world.omar, person=person)


def discard(world: World, person: StoryPerson) -> object:
    return stories.discard_story(actor=world.omar, story=person.story)


def forget(_world: World, person: StoryPerson) -> object:
    return erasing.erase(actor=None, volunteer=person.volunteer)


@pytest.mark.parametrize("step", [say_no, say_yes, take_out, discard, forget])
def test_question_that_is_none_any_more_is_neither_ordered_nor_sent(
    step: Callable[[World, StoryPerson], object], world: World
) -> None:
    person = asked(world)
    assert story_mails.ask_due() == 1
    row = Mail.objects.get()
    step(world, person)
    if step is not forget:  # with a person their mails go
        pointless = mailing.message_of(row.pk)
        assert isinstance(pointless, Pointless)
        assert pointless.code == "answered"
    Mail.objects.all().delete()
    assert story_mails.ask_due() == 0


@pytest.mark.parametrize("why", ["asked themselves", "closed account", "stopped"])
def test_nobody_is_written_to_who_knows_or_may_not_be(why: str, world: World) -> None:
    if why == "stopped":
        mailing.stop(mailing.stop_link(world.ada.email, story_mails.TOPIC).split("-")[1])
    elif why == "closed account":
        type(world.ada).objects.filter(pk=world.ada.pk).update(is_active=False)
    person = asked(world)
    if why == "asked themselves":
        StoryPerson.objects.update(asked_by=world.ada)
    assert story_mails.ask_due() == 0
    StoryPerson.objects.filter(pk=person.pk).update(asked_by=world.mina)
    assert story_mails.ask_due() == (why == "asked themselves")


def test_who_has_no_account_says_no_by_the_link_of_the_mail(world: World) -> None:
    olga = factories.kept(world.cafe, "Olga")
    Volunteer.objects.filter(pk=olga.pk).update(email="olga@example.net")
    person = story_people.ask_person(actor=world.omar, story=told(world), volunteer=olga)
    story_mails.ask_due()
    found = re.search(r"/w/\w+", body_of(Mail.objects.get()))
    assert found is not None
    page = Client().get(found[0]).content.decode()
    assert "die offene Frage, ob ein gutes Beispiel von der Person erzählen darf" in page
    assert ("Olga" in page, "Tee und Wörter" in page) == (False, False)
    Client().post(found[0])
    person.refresh_from_db()
    assert person.ended_at is not None
    assert "Es gilt keine Einwilligung." in Client().get(found[0]).content.decode()


def test_start_says_that_somebody_asks_until_one_answered(world: World) -> None:
    client = Client()
    client.force_login(world.ada)

    def told_of() -> bool:
        return 'href="/ich/beispiele">Lesen und antworten</a>' in client.get("/ich").content.decode()

    seen = [told_of()]
    person = asked(world)
    seen.append(told_of())
    say_yes(world, person)
    seen.append(told_of())
    rewritten(world, person.story)
    seen.append(told_of())
    say_no(world, person)
    seen.append(told_of())
    assert seen == [False, True, False, True, False]
