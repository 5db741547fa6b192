"""Replacing and renewing: the new one takes over once it is issued; and which papers need it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from certificates.models import Certificate, CertificateEvent, CertificateStatus
from certificates.services import campaigns, ordering, queue, replacing, revoking
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START, campaign, issued, order, put
from volunteers.models import Activity, CoordinatorScope, User

DAY = factories.DAY


def record(world: World, **changes: Any) -> Certificate:
    """Ada's issued record over 2025, of one confirmed hour."""
    factories.confirmed(world.ada_volunteer, world.talking)
    return issued(world, kind="record", **changes)


def replace(world: World, certificate: Certificate, **changes: Any) -> Certificate:
    return replacing.replace(**{"actor": world.carla, "certificate": certificate} | changes)


def statuses() -> list[str]:
    """By age."""
    return list(Certificate.objects.order_by("pk").values_list("status", flat=True))


def acts() -> list[tuple[str, str, str | None]]:
    """What was done, to which number, and the number of the other."""
    events = CertificateEvent.objects.order_by("pk").select_related("certificate", "other")
    return [(one.act, one.certificate.number_text, one.other.number_text if one.other else None) for one in events]


def test_old_one_holds_until_the_new_one_is_issued(world: World) -> None:
    old = record(world)
    factories.confirmed(world.ada_volunteer, world.talking, minutes=30)
    new = replace(world, old, reason="Eine Stunde kam dazu.")
    assert statuses() == ["issued", "queued"]
    assert queue.drain() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.replaced_by, new.status, new.replaces) == ("replaced", new, "issued", old)
    assert (old.number, new.number, new.content["replaces"]) == (1, 2, old.number_text)
    assert (old.content["minutes_total"], new.content["minutes_total"]) == (60, 90)
    assert (new.ordered_by, new.volunteer, new.kind, new.period_start, new.period_end) == (
        world.carla, world.ada_volunteer, "record", START, END,
    )  # fmt: skip
    assert acts() == [
        ("replacement_ordered", old.number_text, new.number_text),
        ("replaced", old.number_text, new.number_text),
    ]
    assert CertificateEvent.objects.values_list("reason__text", flat=True).earliest("pk") == "Eine Stunde kam dazu."


def test_new_one_that_fails_leaves_the_old_one_as_it_is(world: World) -> None:
    old = record(world)
    new = put(replace(world, old), "failed")
    assert replacing.on_issued([new.pk]) == 0
    assert statuses() == ["issued", "failed"]


@pytest.mark.parametrize("status", [status for status in CertificateStatus.values if status != "issued"])
def test_replace_is_for_what_is_issued(world: World, status: str) -> None:
    order(world)
    certificate = put(order(world), status)
    with pytest.raises(IllegalTransition) as refusal:
        replace(world, certificate)
    assert refusal.value.extra == {"status": status}
    assert Certificate.objects.count() == 2


def test_one_certificate_has_one_replacement_on_its_way(world: World) -> None:
    old = record(world)
    new = replace(world, old)
    with pytest.raises(Conflict) as refusal:
        replace(world, old)
    assert (refusal.value.code, refusal.value.extra) == ("replacement_pending", {"number": new.number_text})
    queue.drain()
    with pytest.raises(IllegalTransition):
        replace(world, old)
    newest = replace(world, Certificate.objects.get(pk=new.pk))
    queue.drain()
    assert statuses() == ["replaced", "replaced", "issued"]
    newest.refresh_from_db()
    assert newest.content["replaces"] == new.number_text


def test_failed_replacement_gives_way_to_another_and_is_not_tried_again(world: World) -> None:
    old = record(world)
    failed = put(replace(world, old), "failed")
    ordering.retry(actor=world.carla, certificate=failed)
    put(failed, "failed")
    second = replace(world, old)
    for attempt in (1, 2):  # while the second one is on its way, and when it failed too
        with pytest.raises(IllegalTransition):
            ordering.retry(actor=world.carla, certificate=failed)
        if attempt == 1:
            put(second, "failed")
    assert ordering.requeue(Certificate.objects.all()) == 1
    queue.drain()
    assert statuses() == ["replaced", "failed", "issued"]


def test_old_one_that_was_revoked_meanwhile_stays_revoked(world: World) -> None:
    old = record(world)
    replace(world, old)
    revoking.revoke(actor=world.carla, certificate=old, code="wrong_facts", reason="Falsche Stunden.")
    queue.drain()
    assert statuses() == ["revoked", "issued"]
    assert [act for act, _number, _other in acts()] == ["replacement_ordered", "revoked"]


def test_on_issued_minds_only_what_was_issued_just_now(world: World) -> None:
    olds = [record(world) for _ in range(2)]
    news = [put(replace(world, old), "issued") for old in olds]
    assert replacing.on_issued([]) == 0
    assert replacing.on_issued([news[1].pk, olds[0].pk]) == 1
    assert statuses() == ["issued", "replaced", "issued", "issued"]
    assert replacing.on_issued([new.pk for new in news]) == 1
    assert statuses() == ["replaced", "replaced", "issued", "issued"]


def test_replacing_is_for_coordinators_and_not_for_oneself(world: World) -> None:
    old = record(world)
    factories.coordinate(world.ada)
    for actor, code in (
        (world.omar, "not_coordinator"),
        (world.mallory, "not_coordinator"),
        (world.ada, "own_certificate"),
    ):
        with pytest.raises(Forbidden) as refusal:
            replace(world, old, actor=actor)
        assert refusal.value.code == code
    assert statuses() == ["issued"]


# --- what the new one says ---


def test_replacement_keeps_language_design_and_scope(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    factories.confirmed(world.ada_volunteer, world.football, minutes=500)
    old = record(world, actor=leer, language="ar", beside="none")
    new = replace(world, old)  # by Carla, who sees the football too
    assert (new.language, new.content["beside"], new.content["minutes_total"]) == ("ar", "", 60)
    with_both = replace(world, record(world, language="en"))
    assert (with_both.content["beside"], with_both.content["minutes_total"]) == ("de", 620)


def test_replacement_counts_the_actors_scope_once_the_orderer_coordinates_no_more(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    old = record(world, actor=leer)
    factories.confirmed(world.ada_volunteer, world.football, minutes=500)
    CoordinatorScope.objects.filter(user=leer).delete()
    assert replace(world, old).content["minutes_total"] == 560


def test_replacement_within_a_campaign_belongs_to_it_and_keeps_its_scope(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.confirmed(world.ada_volunteer, world.football, minutes=500)
    of_leer = campaign(world, district=world.cafe.district)
    campaigns.order_campaign(actor=world.carla, campaign=of_leer)
    queue.drain()
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    new = replace(world, of_leer.certificates.get(), actor=leer)
    assert (new.campaign, new.content["minutes_total"]) == (of_leer, 60)


def test_replacement_of_a_competence_certificate_is_one_too(world: World) -> None:
    for day in range(8):
        factories.confirmed(world.ada_volunteer, world.talking, minutes=600, day=START + dt.timedelta(days=day))
    factories.claim(world.ada_volunteer, world.cafe, status="confirmed")
    old = issued(world, kind="competence", organisation=world.cafe, age_affirmed=True)
    factories.claim(world.ada_volunteer, world.cafe, competence="leadership", status="confirmed")
    new = replace(world, old)
    assert (new.kind, new.organisation, new.period_start, new.period_end) == ("competence", world.cafe, START, END)
    assert [one["code"] for one in new.content["competences"]] == ["teamwork", "leadership"]
    assert mark(world) == 2  # also the one that waits for the press: its figures are frozen


def test_replacement_without_hours_left_is_refused_and_takes_no_number(world: World) -> None:
    old = record(world)
    world.ada_volunteer.hours.update(status="submitted", confirmed_at=None, confirmed_by=None, evidence="")
    with pytest.raises(Invalid) as refusal:
        replace(world, old)
    assert refusal.value.code == "no_confirmed_hours"
    assert (statuses(), old.series.last_number) == (["issued"], 1)


def test_replacement_of_a_row_from_before_its_period_was_kept_is_refused(world: World) -> None:
    old = record(world)
    Certificate.objects.update(period_start=None, period_end=None)
    with pytest.raises(Invalid) as refusal:
        replace(world, old)
    assert refusal.value.code == "not_replaceable"


def test_renewal_extends_the_period_and_never_shortens_it(world: World) -> None:
    old = record(world)
    factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2026, 2, 1))
    with pytest.raises(Invalid) as refusal:
        replacing.renew(actor=world.carla, certificate=old, end=END - dt.timedelta(days=1))
    assert (refusal.value.code, refusal.value.field) == ("period_shortened", "end")
    new = replacing.renew(actor=world.carla, certificate=old, end=dt.date(2026, 3, 31))
    assert (new.period_start, new.period_end, new.content["minutes_total"]) == (START, dt.date(2026, 3, 31), 120)
    queue.drain()
    assert statuses() == ["replaced", "issued"]


# --- needs replacing ---


def mark(world: World, **changes: Any) -> int:
    facts: dict[str, Any] = {"volunteer": world.ada_volunteer, "day": DAY, "activity": world.talking}
    return replacing.mark_needing_replacement(**facts | changes)


def test_corrected_hour_marks_the_papers_that_counted_it_once(world: World) -> None:
    record(world)
    issued(world)  # a thanks counts nothing
    assert (mark(world, actor=world.omar), mark(world)) == (1, 0)
    marked = Certificate.objects.filter(needs_replacing_at__isnull=False)
    assert [one.kind for one in marked] == ["record"]
    assert [(one.act, one.actor) for one in CertificateEvent.objects.all()] == [("needs_replacing", world.omar)]


@pytest.mark.parametrize(
    ("when", "marked"),
    [(START - dt.timedelta(days=1), 0), (START, 1), (END, 1), (END + dt.timedelta(days=1), 0)],
    ids=["before", "first", "last", "after"],
)
def test_mark_is_for_papers_whose_period_holds_the_day(world: World, when: dt.date, marked: int) -> None:
    record(world)
    assert mark(world, day=when) == marked


def test_mark_is_for_papers_of_that_person_that_still_hold(world: World) -> None:
    record(world)
    assert mark(world, volunteer=world.mallory_volunteer) == 0
    certificate = record(world)
    for status in CertificateStatus.values:
        Certificate.objects.update(needs_replacing_at=None)
        put(certificate, status)
        Certificate.objects.exclude(pk=certificate.pk).update(volunteer=world.mallory_volunteer)
        assert mark(world) == (status in {"queued", "rendering", "failed", "issued"})


def _scopes(world: World) -> dict[str, dict[str, Any]]:
    return {
        "all": {},
        "leer": {"actor": factories.coordinate(factories.user(), district=world.cafe.district)},
        "language": {"actor": factories.coordinate(factories.user(), field=world.talking.field)},
        "cafe": {"organisation": world.cafe},
    }


@pytest.mark.parametrize(
    ("activity", "marked"),
    [
        (lambda world: world.talking, {"all", "leer", "language", "cafe"}),
        (lambda world: world.football, {"all"}),
        (lambda world: _activity(world, district=world.club.district), {"all", "language", "cafe"}),
    ],
    ids=["talking", "football", "talking elsewhere"],
)
def test_mark_is_for_papers_whose_scope_holds_the_activity(
    world: World, activity: Callable[[World], Activity], marked: set[str]
) -> None:
    labels = {record(world, **wish).pk: name for name, wish in _scopes(world).items()}
    mark(world, activity=activity(world))
    found = Certificate.objects.filter(needs_replacing_at__isnull=False).values_list("pk", flat=True)
    assert {labels[key] for key in found} == marked


def _activity(world: World, **changes: Any) -> Activity:
    facts = {"organisation": world.cafe, "title": "Ausflug", "field": world.talking.field}
    return Activity.objects.create(**facts | changes)


def test_mark_minds_the_scope_of_a_campaign(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    wishes: dict[str, dict[str, Any]] = {
        "leer": {"district": world.cafe.district},
        "language": {"field": world.talking.field},
        "cafe": {"organisation": world.cafe},
    }
    for title, wish in wishes.items():
        campaigns.order_campaign(actor=world.carla, campaign=campaign(world, title=title, **wish))
    queue.drain()
    assert mark(world, activity=world.football) == 0
    assert mark(world, activity=_activity(world, district=world.club.district)) == 2
    titles = Certificate.objects.filter(needs_replacing_at__isnull=False).values_list("campaign__title", flat=True)
    assert set(titles) == {"language", "cafe"}


def test_mark_errs_towards_replacing_once_the_orderer_coordinates_no_more(world: World) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    record(world, actor=leer)
    assert mark(world, activity=world.football) == 0
    CoordinatorScope.objects.filter(user=leer).delete()
    assert mark(world, activity=world.football) == 1


def test_person_who_was_forgotten_has_no_replacement(world: World) -> None:
    old = record(world)
    Certificate.objects.update(volunteer=None)
    with pytest.raises(DomainError) as refusal:
        replace(world, old)
    assert refusal.value.code == "not_replaceable"


def test_own_orders_of_former_coordinators_are_nobodys_to_replace_but_the_alliances(world: World) -> None:
    leer: User = factories.coordinate(factories.user(), district=world.cafe.district)
    old = record(world, actor=leer)
    CoordinatorScope.objects.filter(user=leer).delete()
    with pytest.raises(Forbidden):
        replace(world, old, actor=leer)
    assert replace(world, old).status == "queued"
