"""Ordering one certificate: by whom, over which hours, with which number, frozen."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import DomainError, Forbidden, Invalid
from certificates.content import parse_content
from certificates.models import Certificate, Issuer, NumberSeries
from certificates.press import press
from certificates.services import files, keys, ordering, queue
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START, another_issuer, order
from volunteers.models import Activity, HourStatus, Organisation, User, Volunteer

Row = dict[str, Any]


def numbers() -> list[str]:
    """The numbers given out, in order of their rows."""
    return [certificate.number_text for certificate in Certificate.objects.order_by("pk")]


@time_machine.travel("2026-01-10T12:00:00Z", tick=False)
def test_order_is_a_queued_row_with_number_code_and_content(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    certificate = order(world, kind="record")
    row: Row = {**Certificate.objects.values().get()}
    assert row == {
        "id": certificate.pk,
        "uuid": certificate.uuid,
        "code": certificate.code,
        "kind": "record",
        "volunteer_id": world.ada_volunteer.pk,
        "campaign_id": None,
        "series_id": NumberSeries.objects.get(issuer=world.issuer, year=2026).pk,
        "number": 1,
        "status": "queued",
        "content": row["content"],
        "language": "de",
        "ordered_by_id": world.carla.pk,
        "queued_at": clock.now(),
        "not_before": None,
        "lease_token": None,
        "lease_until": None,
        "attempts": 0,
        "failure_code": "",
        "failure_reason": "",
        "issued_at": None,
        "digest": "",
        "size": None,
        "engine_version": "",
        "seal_key": "",
        "template_version_id": None,
        "period_start": START,
        "period_end": END,
        "organisation_id": None,
        "status_list": 1,
        "status_index": row["content"]["status"]["index"],
        "needs_replacing_at": None,
        "replaces_id": None,
        "replaced_by_id": None,
        "revoked_at": None,
        "revoked_by_id": None,
        "revocation_code": "",
        "revocation_reason": "",
        "hidden_at": None,
        "erased_at": None,
    }
    content = parse_content(row["content"])
    assert (content.name, content.number, content.code, content.minutes_total, content.issued_on) == (
        "Ada Beispiel", "NPA-2026-000001", certificate.code, 90, dt.date(2026, 1, 10),
    )  # fmt: skip


def test_order_is_frozen_whatever_changes_afterwards(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    certificate = order(world, kind="record")
    frozen = certificate.content
    expected = press(parse_content(frozen), seal=keys.current_seal())
    Volunteer.objects.update(name="Ada Neu")
    Activity.objects.update(title="Erzählcafé")
    Organisation.objects.update(name="Anders")
    Issuer.objects.update(name="Jemand anders", address="", signatory_name="Niemand")
    factories.confirmed(world.ada_volunteer, world.football, minutes=500)
    assert queue.drain() == 1
    certificate.refresh_from_db()
    assert certificate.content == frozen
    assert files.pdf_of(certificate) == expected


def test_order_of_a_record_needs_a_confirmed_entry_in_the_period(world: World) -> None:
    for status in (HourStatus.SUBMITTED, HourStatus.DECLINED, HourStatus.WITHDRAWN):
        factories.hours(world.ada_volunteer, world.talking, status=status)
    factories.confirmed(world.ada_volunteer, world.talking, day=START - dt.timedelta(days=1))
    factories.confirmed(world.ada_volunteer, world.talking, day=END + dt.timedelta(days=1))
    with pytest.raises(Invalid) as refusal:
        order(world, kind="record")
    assert (refusal.value.code, refusal.value.field) == ("no_confirmed_hours", "start")
    assert numbers() == []
    for day in (START, END):
        factories.confirmed(world.ada_volunteer, world.talking, minutes=10, day=day)
    assert order(world, kind="record").content["minutes_total"] == 20


def test_order_of_a_thanks_needs_no_hours(world: World) -> None:
    assert order(world).content["kind"] == "thanks"


def test_order_over_a_period_out_of_order_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        order(world, start=END, end=START)
    assert (refusal.value.code, refusal.value.field) == ("period_out_of_order", "period_end")
    assert order(world, start=START, end=START).status == "queued"


def test_order_counts_the_hours_in_the_orderers_scope_alone(world: World) -> None:
    outing = Activity.objects.create(
        organisation=world.cafe, title="Ausflug", field=world.football.field, district=world.cafe.district
    )
    for activity, minutes in ((world.talking, 1), (world.football, 10), (outing, 100)):
        factories.confirmed(world.ada_volunteer, activity, minutes=minutes)
    both = factories.coordinate(factories.user(), district=world.club.district)
    actors = {
        "all": world.carla,
        "leer": factories.coordinate(factories.user(), district=world.cafe.district),
        "emden": factories.coordinate(factories.user(), district=world.club.district),
        "language": factories.coordinate(factories.user(), field=world.talking.field),
        "living": factories.coordinate(factories.user(), field=world.football.field),
        "emden and language": factories.coordinate(both, field=world.talking.field),
    }
    counted = {name: order(world, kind="record", actor=a).content["minutes_total"] for name, a in actors.items()}
    assert counted == {
        "all": 111,
        "leer": 101,
        "emden": 10,
        "language": 1,
        "living": 110,
        "emden and language": 11,
    }
    hannover = factories.coordinate(factories.user(), district=factories.district("03241"))
    with pytest.raises(Invalid) as refusal:
        order(world, kind="record", actor=hannover)
    assert refusal.value.code == "no_confirmed_hours"


def test_order_prints_the_weakest_evidence_in_scope(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, evidence="known_domain")
    factories.confirmed(world.ada_volunteer, world.football, evidence="unknown_address")
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    assert order(world, kind="record").content["evidence"] == "unknown_address"
    assert order(world, kind="record", actor=leer).content["evidence"] == "known_domain"


def test_order_is_for_coordinators(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    root = User.objects.create_superuser(email="root@example.org")
    for actor in (world.ada, world.omar, world.mina, world.mallory, root):
        with pytest.raises(Forbidden) as refusal:
            order(world, actor=actor)
        assert refusal.value.code == "not_coordinator"
    assert numbers() == []


# --- numbers ---


@time_machine.travel("2026-01-10T12:00:00Z", tick=False)
def test_numbers_are_contiguous_after_orders_that_failed(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    nameless = Volunteer.objects.create(name="A\u202eda", kept_by=world.cafe)
    order(world)
    failing: list[Row] = [
        {"volunteer": nameless},
        {"kind": "record", "volunteer": world.mallory_volunteer},
        {"start": END, "end": START},
        {"actor": world.ada},
    ]
    for wish in failing:
        with pytest.raises(DomainError):
            order(world, **wish)
    order(world, kind="record")
    assert numbers() == ["NPA-2026-000001", "NPA-2026-000002"]
    assert NumberSeries.objects.get().last_number == 2


def test_numbers_run_by_issuer_and_by_local_year(world: World) -> None:
    other = another_issuer()
    for instant in ("2025-12-31T22:59:59Z", "2025-12-31T23:00:00Z"):
        with time_machine.travel(instant, tick=False):
            for issuer in (world.issuer, other, world.issuer):
                order(world, issuer=issuer)
    assert numbers() == [
        "NPA-2025-000001", "LEER-2025-000001", "NPA-2025-000002",
        "NPA-2026-000001", "LEER-2026-000001", "NPA-2026-000002",
    ]  # fmt: skip
    assert [certificate.content["issued_on"] for certificate in Certificate.objects.order_by("pk")] == [
        *["2025-12-31"] * 3,
        *["2026-01-01"] * 3,
    ]
    series = NumberSeries.objects.order_by("year", "issuer__code").values_list("issuer__code", "year", "last_number")
    assert list(series) == [("LEER", 2025, 1), ("NPA", 2025, 2), ("LEER", 2026, 1), ("NPA", 2026, 2)]


def test_codes_are_never_the_same(world: World) -> None:
    codes = {order(world).code for _ in range(20)}
    assert len(codes) == 20


# --- what cannot be printed ---


def test_order_for_a_name_that_cannot_be_printed_is_refused_with_its_field(world: World) -> None:
    nameless = Volunteer.objects.create(name="A\u202eda", kept_by=world.cafe)
    with pytest.raises(Invalid) as refusal:
        order(world, volunteer=nameless)
    assert (refusal.value.code, refusal.value.field) == ("not_printable", "name")
    assert "U+202E" in str(refusal.value)
    assert numbers() == []
    assert NumberSeries.objects.count() == 0


def test_order_names_the_field_wherever_it_is(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    Activity.objects.filter(pk=world.talking.pk).update(title="Sprech\ue000runde")
    with pytest.raises(Invalid) as refusal:
        order(world, kind="record")
    assert refusal.value.field == "activities.0.title"
    world.issuer.place = " "
    with pytest.raises(Invalid) as refusal:
        order(world)
    assert refusal.value.field == "issuer.place"


def test_check_period_has_no_quarrel_with_a_single_day() -> None:
    ordering.check_period(START, START)
    with pytest.raises(Invalid):
        ordering.check_period(START, START - dt.timedelta(days=1))
