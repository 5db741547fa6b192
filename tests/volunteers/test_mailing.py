"""The outbox of mails to people and organisations, who stops them, and the digests."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now

from backend.common import clock
from tasks import mails as jobs
from tests import factories
from tests.backend.stage import Stage
from tests.cast import World, make_volunteer
from volunteers.models import Correction, HourEntry, Mail, Membership, Organisation, User
from volunteers.services import confirming, correcting, digests, links, logging, mailing, news

pytestmark = pytest.mark.usefixtures("staged")

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _nothing_ordered(stage: Stage) -> None:
    Mail.objects.all().delete()


def order(key: str = "one", kind: str = "new_device", to: str = "ada@example.org", language: str = "de") -> bool:
    return mailing.enqueue(
        kind=kind, key=key, to=to, language=language, context={"browser": "Firefox", "system": "Linux"}
    )


def test_mail_is_ordered_once_for_each_key_and_sent_once() -> None:
    assert [order(), order(), order("two", to="omar@example.org")] == [True, False, True]
    assert [mailing.outbox.send_due(), mailing.outbox.send_due()] == [2, 0]
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["omar@example.org"]]
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


def test_mail_speaks_the_readers_language_and_german_where_there_is_none() -> None:
    order("a", language="en")
    order("b", language="tlh")
    mailing.outbox.send_due()
    english, german = mail.outbox
    assert english.extra_headers["Content-Language"] == "en"
    assert "/en/konto/sitzungen" in english.body
    assert german.subject == "Neue Anmeldung mit Ihrem Konto"


def test_mail_of_a_dead_worker_is_sent_again_under_its_id_until_it_failed_too_often() -> None:
    order()
    for attempt in range(1, 6):
        (claimed,) = mailing.outbox.claim(9)
        assert claimed.attempts == attempt
        Mail.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
        assert mailing.outbox.sweep() == (attempt < 5)
    row = Mail.objects.get()
    assert (row.status, row.failure_code, jobs.send()) == ("failed", "lost", 0)


def test_nothing_is_ordered_without_a_mail_server_or_address(settings: object) -> None:
    assert order(to="") is False
    settings.MAIL_GOES_OUT = False  # type: ignore[attr-defined]  # pytest-django's
    assert order() is False
    assert not Mail.objects.exists()


def test_old_mails_are_dropped() -> None:
    order("old")
    Mail.objects.update(queued_at=Now() - dt.timedelta(days=91))
    order("new")
    assert mailing.forget_old() == 1
    assert Mail.objects.get().key == "new"


def test_stop_holds_for_one_topic_one_address_and_after_the_key_changed(settings: object) -> None:
    found = mailing.by_link(mailing.stop_link("Omar@Example.org", digests.TOPIC))
    assert found is not None
    mailing.stop(found[1])
    mailing.stop(found[1])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60  # type: ignore[attr-defined]
    asked = [
        ("omar@example.org", digests.TOPIC),
        ("omar@example.org", links.TOPIC),
        ("mina@example.org", digests.TOPIC),
    ]
    assert [mailing.is_stopped(*each) for each in asked] == [True, False, False]
    assert mailing.by_link(mailing.stop_link("omar@example.org", digests.TOPIC).replace("stand-", "bitten-")) is None


# --- digests ---


def told() -> dict[str, list[str]]:
    """Who was told of what: the lines that name an organisation, by address."""
    mailing.outbox.send_due()
    line = re.compile(r"^(.+: (?:ein|\d+) Eintr.+)$", re.MULTILINE)
    return {message.to[0]: line.findall(str(message.body)) for message in mail.outbox}


def test_digest_comes_once_a_day_with_all_that_waits_and_never_ones_own(world: World) -> None:
    own = make_volunteer(world.omar, given="Omar", family="Beispiel")
    for volunteer in (own, own, world.ada_volunteer):
        factories.hours(volunteer, world.talking)
    factories.hours(world.ada_volunteer, world.football)
    Membership.objects.create(user=world.mina, organisation=world.club, role="confirmer")
    assert [digests.send(TUESDAY), digests.send(TUESDAY)] == [3, 0]
    assert told() == {
        "omar@example.org": ["Sprachcafé: 2 Einträge"],  # his own two are for Mina
        "mina@example.org": ["Sportverein: ein Eintrag", "Sprachcafé: 4 Einträge"],
        "mallory@example.org": ["Sportverein: ein Eintrag"],
    }


@pytest.mark.parametrize(
    ("rhythm", "hours", "ordered"),
    [
        ("daily", 1, [2, 2]),
        ("daily", 48, [2, 0]),
        ("weekly", 1, [2, 0]),
        ("never", 1, [0, 0]),
    ],
)
def test_organisation_chooses_the_rhythm(world: World, rhythm: str, hours: int, ordered: list[int]) -> None:
    Organisation.objects.update(digest=rhythm)
    HourEntry.objects.filter(status="submitted").update(submitted_at=Now() - dt.timedelta(hours=hours))
    Correction.objects.update(proposed_at=Now() - dt.timedelta(hours=hours))
    assert [digests.send(MONDAY), digests.send(TUESDAY)] == ordered


def test_digest_counts_when_it_leaves_and_goes_to_nobody_who_left_or_stopped_it(world: World, stage: Stage) -> None:
    factories.hours(world.ada_volunteer, world.talking)
    found = mailing.by_link(mailing.stop_link(world.mina.email, digests.TOPIC))
    mailing.stop(found[1] if found else "")
    assert digests.send(MONDAY) == 1
    confirming.confirm(actor=world.mina, entry=stage.waiting, way="page")
    assert told() == {"omar@example.org": ["Sprachcafé: ein Eintrag"]}
    mail.outbox.clear()
    digests.send(TUESDAY)
    Membership.objects.filter(user=world.omar).update(ended_at=Now())
    assert told() == {}
    User.objects.filter(pk=world.omar.pk).update(is_active=False)
    assert digests.send(MONDAY + dt.timedelta(days=7)) == 0


def test_digest_counts_corrections_that_somebody_else_asked_for(world: World, stage: Stage) -> None:
    HourEntry.objects.filter(status="submitted").update(submitted_at=Now() - dt.timedelta(days=2))
    assert stage.correction.asked_by == "volunteer"
    assert digests.send(TUESDAY) == 2
    mailing.outbox.send_due()
    asked = "Sprachcafé: Eine Korrektur wartet auf Ihre Antwort. Nach 14 Tagen entscheidet die Koordination."
    assert [(message.to, asked in message.body) for message in mail.outbox] == [
        (["omar@example.org"], True),
        (["mina@example.org"], True),
    ]
    mail.outbox.clear()
    Correction.objects.update(proposed_at=Now() - dt.timedelta(days=2))
    assert digests.send(TUESDAY + dt.timedelta(days=1)) == 0  # nothing new


# --- news ---


def test_news_come_once_a_day_to_who_was_declined_or_is_asked(world: World, stage: Stage) -> None:
    entry = factories.confirmed(world.mallory_volunteer, world.talking)
    correcting.propose(actor=world.omar, entry=entry, minutes=-5, reason="Vertippt", way="page")
    assert [news.send(TUESDAY), news.send(TUESDAY)] == [2, 0]
    mailing.outbox.send_due()
    told = {
        message.to[0]: ("/ich/eintraege" in message.body, "/ich/korrekturen" in message.body) for message in mail.outbox
    }
    assert told == {"ada@example.org": (True, False), "mallory@example.org": (False, True)}
    assert {message.subject for message in mail.outbox} == {"Bitte schau einmal in deine Einträge"}
    assert "Vertippt" not in "".join(str(message.body) for message in mail.outbox)


def test_news_say_nothing_of_what_is_settled_or_old(world: World, stage: Stage) -> None:
    assert news.send(MONDAY) == 1
    logging.resubmit(actor=world.ada, entry=stage.declined, way="page")
    mailing.outbox.send_due()
    assert (mail.outbox, Mail.objects.get().failure_code) == ([], "decided")
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        assert news.send() == 0
