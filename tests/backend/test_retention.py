"""What is kept how long: the rules are data, a dry run counts, the nightly job follows."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from backend.common.models import Heartbeat, Reason
from certificates.models import Campaign
from recognition.models import RecognitionList
from tasks import privacy as jobs
from tests import factories
from tests.backend.stage import Stage
from volunteers.models import AddressChange, Erasure, HourEntry, LedgerEvent, Mail, Volunteer
from volunteers.services import exporting, joining, links, mailing, recovery, retention, totals

pytestmark = pytest.mark.usefixtures("staged")

NOW = dt.datetime(2040, 6, 1, 12, tzinfo=dt.UTC)


def over(day: dt.date) -> dict[str, int]:
    return {rule.code: number for rule, number in retention.counts(day)}


def test_rules_hold_on_their_days_and_agree_with_who_follows_them() -> None:
    rules = retention.rules_on(dt.date(2026, 11, 23))
    assert {code: (rule.days, rule.years) for code, rule in rules.items()} == {
        "idempotency": (1, 0),
        "exports": (exporting.KEEP.days, 0),
        "sessions": (0, 0),
        "drafts": (90, 0),
        "links": (links.KEEP.days, 0),
        "merges": (30, 0),
        "takeovers": (90, 0),
        "open_sheets": (365, 0),
        "sheets": (90, 0),
        "unconfirmed": (joining.CONFIRM_WITHIN.days, 0),
        "joining": (90, 0),
        "messages": (90, 0),
        "shares": (90, 0),
        "mails": (mailing.KEEP.days, 0),
        "addresses": (recovery.KEEP.days, 0),
        "cards": (0, 1),
        "annexes": (0, 1),
        "declined": (0, 2),
        "obstacles": (0, 2),
        "hours": (0, 10),
    }
    assert retention.rules_on(dt.date(2026, 10, 31)) == {}
    assert rules["hours"].before(dt.date(2028, 2, 29)) == dt.date(2018, 2, 28)


def test_dry_run_counts_and_changes_nothing(stage: Stage, time_machine: Any) -> None:
    before = list(HourEntry.objects.order_by("pk").values())
    time_machine.move_to(NOW)
    out = io.StringIO()
    call_command("retention", stdout=out)
    lines = [line.split()[:2] for line in out.getvalue().splitlines()]
    assert ["1", "declined"] in lines
    assert lines[-1] == ["Nur", "gezählt;"]
    assert list(HourEntry.objects.order_by("pk").values()) == before


def test_words_on_declined_hours_go_after_two_years_and_the_steps_stay(stage: Stage, time_machine: Any) -> None:
    events = list(LedgerEvent.objects.order_by("pk").values())
    assert over(timezone.localdate())["declined"] == 0
    time_machine.move_to(timezone.now() + dt.timedelta(days=2 * 366))
    assert retention.follow()["declined"] == 1
    stage.declined.refresh_from_db()
    assert (stage.declined.status, stage.declined.decline_reason, stage.declined.note) == ("declined", "gelöscht", "")
    assert Reason.objects.filter(text="Das war ein Feiertag.").exists() is False
    assert list(LedgerEvent.objects.order_by("pk").values()) == events
    assert retention.follow()["declined"] == 0


def test_person_is_forgotten_ten_years_after_the_last_hour(stage: Stage, time_machine: Any) -> None:
    long_ago = timezone.now() - dt.timedelta(days=11 * 366)
    gone = factories.kept(stage.world.cafe, "Längst", "Fort")
    still = factories.kept(stage.world.cafe, "Noch", "Da")
    for person in (gone, still):
        factories.confirmed(person, stage.world.talking, day=long_ago.date())
    factories.confirmed(still, stage.world.talking)
    Volunteer.objects.filter(pk__in=[gone.pk, still.pk]).update(created_at=long_ago)
    totals.reconcile()  # the factory adds to no rollup
    assert retention.follow()["hours"] == 1
    assert list(Volunteer.objects.filter(pk__in=[gone.pk, still.pk]).order_by("pk").values_list("name", flat=True)) == [
        "Gelöschte Person",
        "Noch Da",
    ]
    assert totals.reconcile() == []
    assert Erasure.objects.get().way == "period"


def test_account_that_is_still_used_stays_when_old_hours_are_forgotten(stage: Stage, time_machine: Any) -> None:
    world = stage.world
    world.mallory.last_login = NOW
    world.mallory.save()
    factories.confirmed(world.mallory_volunteer, world.football, day=dt.date(2020, 1, 1))
    time_machine.move_to(NOW)
    retention.follow()
    world.mallory.refresh_from_db()
    world.mallory_volunteer.refresh_from_db()
    assert (world.mallory.is_active, world.mallory.email) == (True, "mallory@example.org")
    assert (world.mallory_volunteer.user, world.mallory_volunteer.name) == (None, "Gelöschte Person")


def test_drafts_and_mails_and_closed_changes_go_after_ninety_days(stage: Stage, time_machine: Any) -> None:
    world = stage.world
    mailing.enqueue(kind="digest", key="one", to="omar@example.org", language="de")
    AddressChange.objects.create(
        user=world.ada,
        organisation=world.cafe,
        old_email="ada@example.org",
        new_email="neu@example.net",
        evidence="War hier.",
        status="stopped",
        requested_at=timezone.now(),
        requested_by=world.mina,
        closed_at=timezone.now(),
    )
    time_machine.move_to(timezone.now() + dt.timedelta(days=89))
    counted = over(timezone.localdate())
    assert (counted["drafts"], counted["mails"], counted["addresses"]) == (0, 0, 0)
    time_machine.move_to(timezone.now() + dt.timedelta(days=2))
    mails = Mail.objects.count()
    done = jobs.follow_retention()
    assert (done["drafts"], done["mails"], done["addresses"]) == (4, mails, 1)
    assert RecognitionList.objects.filter(status__in=["draft", "checked"]).exists() is False
    assert Campaign.objects.get(pk=stage.draft_campaign.pk).status == "cancelled"
    assert (Mail.objects.count(), AddressChange.objects.count()) == (0, 0)
    assert Heartbeat.objects.filter(name="retention").exists()
