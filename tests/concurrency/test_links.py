"""One link, answered by twenty at the same moment: one confirmation."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from backend.common import clock
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import ConfirmationLink, HourEntry, LedgerEvent, LinkedEntry, OrganisationMonth, ProtocolEvent
from volunteers.services import confirming, links

pytestmark = pytest.mark.postgres

PEOPLE = 20
EACH_WITH_A_CONNECTION = 8  # the pool has 12
MAY = dt.date(2026, 5, 4)


@pytest.fixture
def entry(world: World) -> HourEntry:
    return world.hours(day=MAY, minutes=90)


@pytest.fixture
def link(world: World, entry: HourEntry) -> ConfirmationLink:
    return links.ask(actor=world.ada, organisation=world.cafe, email="lena@example.net", way="page")


def test_twenty_posts_of_one_link_confirm_once(world: World, entry: HourEntry, link: ConfirmationLink) -> None:
    all_looked = meeting(of=EACH_WITH_A_CONNECTION)

    def look_and_use() -> int:
        """What a link without its guard would do: look whether it was used, then use it."""
        unused = ConfirmationLink.objects.get(pk=link.pk).used_at is None
        all_looked.wait()
        return ConfirmationLink.objects.filter(pk=link.pk).update(used_at=clock.now()) if unused else 0

    assert sum(at_once(*[look_and_use] * EACH_WITH_A_CONNECTION)) == EACH_WITH_A_CONNECTION  # each would have confirmed
    ConfirmationLink.objects.update(used_at=None)

    address = f"/b/{links.token_of(link)}"

    start = meeting(of=PEOPLE)

    def post(_person: int) -> int:
        start.wait()
        try:
            return Client().post(address, {f"eintrag-{entry.uuid}": "ja"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        assert list(pool.map(post, range(PEOPLE))) == [302] * PEOPLE
    entry.refresh_from_db()
    assert (entry.status, entry.confirmed_link, entry.evidence) == ("confirmed", link, "unknown_address")
    assert LedgerEvent.objects.filter(entry=entry, to_status="confirmed").count() == 1
    assert ProtocolEvent.objects.filter(act="link_answered").count() == 1
    assert list(OrganisationMonth.objects.values_list("minutes", flat=True)) == [90]
    assert list(LinkedEntry.objects.values_list("outcome", flat=True)) == ["confirmed"]


def test_desk_and_link_at_once_confirm_an_entry_once(world: World, entry: HourEntry, link: ConfirmationLink) -> None:
    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM volunteers_hourentry WHERE id = %s FOR UPDATE", [entry.pk])

    results = at_once(
        lambda: confirming.confirm(actor=world.omar, entry=HourEntry.objects.get(pk=entry.pk), way="page"),
        lambda: links.answer(link=ConfirmationLink.objects.get(pk=link.pk), confirm=[entry.uuid]),
        while_held=lock,
    )
    entry.refresh_from_db()
    by_desk = entry.evidence == "registered"
    assert outcomes(results) == (["done", "done"] if by_desk else ["done", "illegal_transition"])
    assert LinkedEntry.objects.get().outcome == ("changed" if by_desk else "confirmed")
    assert LedgerEvent.objects.filter(entry=entry, to_status="confirmed").count() == 1
    assert list(OrganisationMonth.objects.values_list("minutes", flat=True)) == [90]


def test_two_requests_of_one_person_at_once_bind_an_entry_once(world: World, entry: HourEntry) -> None:
    def ask() -> ConfirmationLink:
        return links.ask(actor=world.ada, organisation=world.cafe, email="lena@example.net", way="page")

    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM volunteers_volunteer FOR NO KEY UPDATE")

    assert outcomes(at_once(ask, ask, while_held=lock)) == ["done", "nothing_waiting"]
    assert LinkedEntry.objects.count() == 1
