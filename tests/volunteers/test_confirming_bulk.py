"""Many decisions in one request: what can be decided is, the rest is reported and left as it is."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.errors import Invalid
from backend.common.models import Reason, said
from tests import factories
from tests.cast import World, make_volunteer
from volunteers.models import (
    DistrictMonth,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Membership,
    OrganisationMonth,
    User,
    Way,
)
from volunteers.services import confirming, totals
from volunteers.services.confirming import Decided

UNKNOWN = uuid.UUID("00000000-0000-4000-8000-00000000ffff")
Rows = dict[str, HourEntry]


def a_mixed_lot(world: World) -> Rows:
    """Entries of every kind, as Omar finds them; he helps at the café, too."""
    omar = make_volunteer(world.omar, given="Omar", family="Beispiel")
    return {
        "good": factories.hours(world.ada_volunteer, world.talking, minutes=30),
        "own": factories.hours(omar, world.talking),
        "own address": factories.hours(factories.kept(world.cafe, email=world.omar.email), world.talking),
        "foreign": factories.hours(world.mallory_volunteer, world.football),
        "confirmed": factories.hours(world.ada_volunteer, world.talking, status=HourStatus.CONFIRMED, by=world.mina),
        "declined": factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED),
        "withdrawn": factories.hours(world.ada_volunteer, world.talking, status=HourStatus.WITHDRAWN),
        "good too": factories.hours(
            factories.kept(world.cafe), world.talking, minutes=45, day=factories.DAY.replace(month=4)
        ),
        "not asked": factories.hours(world.ada_volunteer, world.talking, minutes=7),
    }


def asked_for(rows: Rows) -> list[uuid.UUID]:
    """All but one of them, an unknown one, and two of them twice."""
    names = [name for name in rows if name != "not asked"]
    return [rows["good"].uuid, UNKNOWN, *[rows[name].uuid for name in names], rows["own"].uuid]


def results(decided: list[Decided], rows: Rows) -> list[tuple[str, str | None, str]]:
    """Each result by the name of its row: status now, code of the refusal."""
    names = {row.uuid: name for name, row in rows.items()} | {UNKNOWN: "unknown"}
    return [(names[one.uuid], one.status, one.error.code if one.error else "") for one in decided]


def ledger() -> dict[int, dict[str, Any]]:
    """Every entry, whole, by key."""
    return {row["id"]: {**row} for row in HourEntry.objects.values()}


def test_confirm_many_reports_each_row_and_changes_the_good_ones_alone(world: World) -> None:
    rows = a_mixed_lot(world)
    before = ledger()
    decided = confirming.confirm_many(actor=world.omar, uuids=asked_for(rows), way=Way.API)
    assert results(decided, rows) == [
        ("good", "confirmed", ""),
        ("unknown", None, "not_found"),
        ("own", "submitted", "own_hours"),
        ("own address", "submitted", "own_hours"),
        ("foreign", None, "not_found"),
        ("confirmed", "confirmed", "illegal_transition"),
        ("declined", "declined", "illegal_transition"),
        ("withdrawn", "withdrawn", "illegal_transition"),
        ("good too", "confirmed", ""),
    ]
    now = HourEntry.objects.get(pk=rows["good"].pk).confirmed_at
    changes = {"status": "confirmed", "confirmed_at": now, "confirmed_by_id": world.omar.pk, "evidence": "registered"}
    good = {rows["good"].pk, rows["good too"].pk}
    assert ledger() == {pk: row | changes if pk in good else row for pk, row in before.items()}
    events = LedgerEvent.objects.order_by("entry").values_list(
        "entry", "actor", "way", "at", "from_status", "to_status", "minutes", "evidence", said()
    )
    step = (world.omar.pk, "api", now, "submitted", "confirmed")
    assert list(events) == [
        (rows["good"].pk, *step, 30, "registered", ""),
        (rows["good too"].pk, *step, 45, "registered", ""),
    ]
    months = [(factories.DAY.replace(day=1), 30, 1), (factories.DAY.replace(month=4, day=1), 45, 1)]
    assert list(OrganisationMonth.objects.order_by("month").values_list("month", "minutes", "entries")) == months
    assert list(DistrictMonth.objects.order_by("month").values_list("month", "minutes", "entries")) == months


def test_decline_many_reports_each_row_and_changes_the_good_ones_alone(world: World) -> None:
    rows = a_mixed_lot(world)
    before = ledger()
    decided = confirming.decline_many(actor=world.omar, uuids=asked_for(rows), reason="Doppelt", way=Way.PAGE)
    assert results(decided, rows) == [
        ("good", "declined", ""),
        ("unknown", None, "not_found"),
        ("own", "submitted", "own_hours"),
        ("own address", "submitted", "own_hours"),
        ("foreign", None, "not_found"),
        ("confirmed", "confirmed", "illegal_transition"),
        ("declined", "declined", "illegal_transition"),
        ("withdrawn", "withdrawn", "illegal_transition"),
        ("good too", "declined", ""),
    ]
    good = {rows["good"].pk, rows["good too"].pk}
    changes = {"status": "declined", "decline_reason": "Doppelt"}
    assert ledger() == {pk: row | changes if pk in good else row for pk, row in before.items()}
    events = LedgerEvent.objects.order_by("entry").values_list(
        "entry", "actor", "way", "from_status", "to_status", "minutes", "evidence", "reason__text"
    )
    step = (world.omar.pk, "page", "submitted", "declined")
    assert list(events) == [
        (rows["good"].pk, *step, 30, "", "Doppelt"),
        (rows["good too"].pk, *step, 45, "", "Doppelt"),
    ]
    assert list(Reason.objects.values_list("text", flat=True)) == ["Doppelt"]  # one for both
    assert (OrganisationMonth.objects.count(), DistrictMonth.objects.count()) == (0, 0)


def test_decline_many_without_a_reason_changes_nothing(world: World) -> None:
    rows = a_mixed_lot(world)
    before = ledger()
    with pytest.raises(Invalid) as refusal:
        confirming.decline_many(actor=world.omar, uuids=asked_for(rows), reason=" ", way=Way.API)
    assert refusal.value.code == "reason_missing"
    assert (ledger(), LedgerEvent.objects.count()) == (before, 0)


def test_confirm_many_again_changes_nothing_more(world: World) -> None:
    rows = a_mixed_lot(world)
    confirming.confirm_many(actor=world.omar, uuids=asked_for(rows), way=Way.API)
    before = ledger()
    again = confirming.confirm_many(actor=world.omar, uuids=[rows["good"].uuid, rows["good too"].uuid], way=Way.API)
    assert results(again, rows) == [
        ("good", "confirmed", "illegal_transition"),
        ("good too", "confirmed", "illegal_transition"),
    ]
    assert (ledger(), LedgerEvent.objects.count()) == (before, 2)
    assert OrganisationMonth.objects.filter(minutes__gt=0).count() == 2


def test_confirm_many_with_nothing_asked_is_nothing_done(world: World) -> None:
    assert confirming.confirm_many(actor=world.omar, uuids=[], way=Way.API) == []


def test_confirm_many_takes_a_thousand_different_entries_at_most(world: World) -> None:
    many = [uuid.UUID(int=number) for number in range(confirming.MOST_AT_ONCE)]
    assert len(confirming.confirm_many(actor=world.omar, uuids=many + many, way=Way.API)) == 1000
    with pytest.raises(Invalid) as refusal:
        confirming.confirm_many(actor=world.omar, uuids=[*many, UNKNOWN], way=Way.API)
    assert (refusal.value.code, refusal.value.field) == ("too_many", "entries")


def test_confirm_many_over_several_organisations_counts_each_where_it_belongs(world: World) -> None:
    Membership.objects.create(user=world.omar, organisation=world.club, role="confirmer")
    entries = [
        factories.hours(world.ada_volunteer, world.talking, minutes=10),
        factories.hours(world.ada_volunteer, world.football, minutes=20),
        factories.hours(world.mallory_volunteer, world.football, minutes=40),
    ]
    decided = confirming.confirm_many(actor=world.omar, uuids=[entry.uuid for entry in entries], way=Way.API)
    assert [one.error for one in decided] == [None, None, None]
    by_organisation = OrganisationMonth.objects.values_list("organisation", "minutes", "entries")
    assert set(by_organisation) == {(world.cafe.pk, 10, 1), (world.club.pk, 60, 2)}
    events = LedgerEvent.objects.values_list("entry", "organisation")
    assert set(events) == {(entry.pk, entry.organisation_id) for entry in entries}
    assert totals.reconcile() == []


def _statements(actor: User, entries: list[HourEntry], *, decline: bool) -> int:
    asked = [entry.uuid for entry in entries]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        if decline:
            decided = confirming.decline_many(actor=actor, uuids=asked, reason="Nein", way=Way.API)
        else:
            decided = confirming.confirm_many(actor=actor, uuids=asked, way=Way.API)
    assert [one.error for one in decided] == [None] * len(entries)
    return len(queries)


@pytest.mark.parametrize(("decline", "statements"), [(False, 8), (True, 7)])
def test_decide_many_needs_as_many_statements_for_3_entries_as_for_300(
    world: World, statements: int, *, decline: bool
) -> None:
    # Savepoint and release; three small reads for the reach; lock, change, events; and for a yes two rollups.
    few = [factories.hours(world.ada_volunteer, world.talking, minutes=1, by=world.mina) for _ in range(3)]
    many = [factories.hours(world.ada_volunteer, world.talking, minutes=1, by=world.mina) for _ in range(300)]
    assert _statements(world.omar, few, decline=decline) == statements
    assert _statements(world.omar, many, decline=decline) == statements
