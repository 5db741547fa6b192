"""Two records of one person made one, and taken apart again: what moves, who may, what stands in the way."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import models

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden
from certificates.models import Certificate
from tests import factories
from tests.cast import World
from tests.certificates.orders import order
from tests.volunteers.forgotten import found_in_database
from volunteers.models import (
    CompetenceClaim,
    Consent,
    Correction,
    HourEntry,
    LedgerEvent,
    Merge,
    OrganisationMonth,
    ProtocolEvent,
    User,
    Volunteer,
    VolunteerDetails,
    Way,
)
from volunteers.reach import reach_of
from volunteers.services import (
    confirming,
    correcting,
    doubles,
    erasing,
    export,
    holding,
    logging,
    merging,
    people,
    retention,
    totals,
    withdrawal,
)

MAY = dt.date(2026, 5, 4)


def log(world: World, person: Volunteer, day: dt.date = MAY, minutes: int = 60) -> HourEntry:
    entry, _new = logging.log_hours(
        actor=world.omar, volunteer=person, activity=world.talking, day=day, minutes=minutes, way=Way.PAGE
    )
    return entry


def confirmed(world: World, person: Volunteer, day: dt.date = MAY, minutes: int = 60) -> HourEntry:
    return confirming.confirm(actor=world.mina, entry=log(world, person, day, minutes), way=Way.PAGE)


def merge(actor: User, source: Volunteer, target: Volunteer) -> Merge:
    return merging.merge(actor=actor, source=source, target=target, way=Way.PAGE)


def undo(actor: User, done: Merge) -> Merge:
    return merging.undo(actor=actor, merge=Merge.objects.get(pk=done.pk), way=Way.PAGE)


def two(world: World) -> tuple[Volunteer, Volunteer]:
    return factories.kept(world.cafe, "Kefa"), factories.kept(world.cafe, "Kefa", "K.")


def minutes_of(person: Volunteer) -> int:
    return HourEntry.objects.filter(volunteer=person).confirmed().total_minutes()


def fresh(person: Volunteer) -> Volunteer:
    found: Volunteer = Volunteer.objects.get(pk=person.pk)
    return found


def code_of(refused: Any) -> str:
    error: DomainError = refused.value
    return error.code


def test_merged_and_undone_every_hour_is_counted_once(world: World) -> None:
    one, other = two(world)
    first = confirmed(world, one)
    waiting = log(world, one, MAY + dt.timedelta(1))
    declined = confirming.decline(actor=world.mina, entry=log(world, one, MAY, 5), reason="Doppelt", way=Way.PAGE)
    correction = correcting.propose(actor=world.omar, entry=first, minutes=-20, reason="Kürzer", way=Way.PAGE)
    correcting.decide(actor=world.carla, correction=correction, agreed=True, reason="Stimmt", way=Way.PAGE)
    confirmed(world, other, minutes=30)
    before = (LedgerEvent.objects.count(), list(OrganisationMonth.objects.values_list("minutes", "entries")))
    done = merge(world.omar, one, other)
    assert (minutes_of(one), minutes_of(other)) == (0, 70)
    assert (LedgerEvent.objects.count(), list(OrganisationMonth.objects.values_list("minutes", "entries"))) == before
    assert Correction.objects.get().entry.volunteer_id == other.pk
    assert list(Volunteer.objects.known_at(world.cafe)) == [other]
    assert not Volunteer.objects.visible_to(world.carla).filter(pk=one.pk).exists()
    event = ProtocolEvent.objects.get(act="people_merged")
    assert (event.volunteer_id, event.detail["entries"]) == (other.pk, 3)
    later = confirmed(world, other, MAY + dt.timedelta(2))
    confirming.confirm(actor=world.mina, entry=HourEntry.objects.get(pk=waiting.pk), way=Way.PAGE)
    undo(world.mina, done)
    assert set(HourEntry.objects.filter(volunteer=one)) == {first, waiting, declined}
    assert (minutes_of(one), minutes_of(other)) == (100, 90)
    assert HourEntry.objects.get(pk=later.pk).volunteer_id == other.pk
    assert set(Volunteer.objects.known_at(world.cafe)) == {one, other}
    assert totals.reconcile() == []
    with pytest.raises(Conflict) as refused:
        undo(world.mina, done)
    assert code_of(refused) == "already_undone"


def test_whoever_opened_the_page_before_is_told(world: World) -> None:
    one, other = two(world)
    entry = confirmed(world, one)
    merge(world.omar, one, other)
    for late in (lambda: holding.hold_for_hours(one.pk), lambda: correcting.lock(entry)):
        with pytest.raises(Conflict) as refused:
            late()
        assert code_of(refused) == "person_merged"
    with pytest.raises(Conflict) as again:
        merge(world.omar, one, other)
    assert code_of(again) == "already_merged"


def test_organisation_decides_about_what_it_keeps_coordinators_about_their_scope(world: World) -> None:
    here, elsewhere = factories.kept(world.cafe), factories.kept(world.club)
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    for actor, source, target, code in (
        (world.omar, here, world.ada_volunteer, "needs_the_person"),
        (world.mallory, here, elsewhere, "not_for_both"),
        (leer, here, elsewhere, "not_for_both"),
        (world.ada, here, factories.kept(world.cafe), "not_for_both"),
    ):
        with pytest.raises(Forbidden) as refused:
            merge(actor, source, target)
        assert code_of(refused) == code
    factories.hours(elsewhere, world.talking)
    merge(leer, here, elsewhere)  # both gave hours in Leer, or are kept there
    done = merge(world.carla, elsewhere, world.ada_volunteer)
    assert fresh(world.ada_volunteer).user_id == world.ada.pk
    with pytest.raises(Forbidden):
        undo(world.omar, done)
    undo(world.ada, done)  # it is her record


@pytest.mark.parametrize("decided", ["confirmed", "corrected", "by_address"])
def test_nobody_comes_to_own_hours_that_they_decided_on(world: World, decided: str) -> None:
    kept = factories.kept(world.cafe)
    own = people.register_volunteer(user=world.omar, name="Omar Beispiel")
    if decided == "confirmed":
        confirming.confirm(actor=world.omar, entry=log(world, kept), way=Way.PAGE)
    elif decided == "corrected":
        correcting.propose(actor=world.omar, entry=confirmed(world, kept), minutes=5, reason="Länger", way=Way.PAGE)
    else:
        entry = factories.confirmed(kept, world.talking, evidence="known_domain", day=MAY)
        assert entry.confirmed_link is not None
        type(entry.confirmed_link).objects.update(address=world.omar.email)
    with pytest.raises(Conflict) as refused:
        merge(world.carla, kept, own)
    code = "own_corrections" if decided == "corrected" else "own_hours"
    assert (code_of(refused), refused.value.extra) == ("in_the_way", {code: "2026-05-04"})
    assert fresh(kept).merged_into_id is None


def test_a_day_of_more_than_24_hours_stands_in_the_way(world: World) -> None:
    one, other = two(world)
    log(world, one, minutes=1000)
    log(world, other, minutes=441)
    with pytest.raises(Conflict) as refused:
        merge(world.omar, one, other)
    assert refused.value.extra == {"day_full": "2026-05-04"}


def test_competences_certificates_and_protection_go_with_the_hours(world: World) -> None:
    one = factories.kept(world.cafe, "Kefa", email="kefa@example.net")
    other = factories.kept(world.cafe, "Kefa", "K.")
    confirmed(world, one)
    young = clock.today() - dt.timedelta(days=365 * 15)
    VolunteerDetails.objects.create(volunteer=one, birth_date=young)
    both = [factories.claim(person, world.cafe, status="confirmed") for person in (one, other)]
    only = factories.claim(one, world.cafe, competence="language_mediation")
    paper = order(world, volunteer=one)
    done = merge(world.omar, one, other)
    assert set(CompetenceClaim.objects.filter(volunteer=other)) == {both[1], only}
    assert Certificate.objects.get(pk=paper.pk).volunteer_id == other.pk
    assert (fresh(other).email, other.details.birth_date) == ("kefa@example.net", young)
    undo(world.omar, done)
    assert set(CompetenceClaim.objects.filter(volunteer=one)) == {both[0], only}
    assert Certificate.objects.get(pk=paper.pk).volunteer_id == one.pk
    assert (fresh(other).email, VolunteerDetails.objects.get(volunteer=other).birth_date) == ("", None)


@pytest.mark.parametrize(
    ("theirs", "stands"),
    [("", True), ("full_name", True), ("anonymous", False), ("full_name withdrawn", False)],
)
def test_consents_keep_the_more_careful_reading(world: World, *, theirs: str, stands: bool) -> None:
    one, other = two(world)
    own = factories.consent(other, form="first_name")
    if theirs:
        factories.consent(one, form=theirs.partition(" ")[0], withdrawn="withdrawn" in theirs)
    factories.consent(one, place="print")  # nothing of it goes over
    paper = withdrawal.url_of(one).rpartition("/")[2]
    merge(world.omar, one, other)
    assert list(Consent.objects.standing()) == ([own] if stands else [])
    assert withdrawal.by_token(paper) == other  # an old paper still ends everything


def test_after_30_days_it_stays_and_the_other_name_goes(world: World) -> None:
    one, other = factories.kept(world.cafe, "Kefirah"), factories.kept(world.cafe)
    done = merge(world.omar, one, other)
    with time_machine.travel(clock.now() + dt.timedelta(days=30), tick=False):
        with pytest.raises(Conflict) as refused:
            undo(world.mina, done)
        assert code_of(refused) == "undo_too_late"
    with time_machine.travel(clock.now() + dt.timedelta(days=32), tick=False):
        assert retention.follow()["merges"] == 1
    assert not Merge.objects.exists()
    assert fresh(one).merged_into_id == other.pk
    assert found_in_database("Kefirah") == []


def test_who_is_forgotten_is_forgotten_in_every_record(world: World) -> None:
    oldest, old = factories.kept(world.cafe, "Kefirah"), factories.kept(world.cafe, "Kefirim")
    confirmed(world, oldest)
    merge(world.omar, oldest, old)
    last = merge(world.carla, old, world.ada_volunteer)
    copy = {name: list(rows) for name, rows in export.tables(world.ada)}
    assert {row["name"] for row in copy["merged_records"]} == {"Kefirah Muster", "Kefirim Muster"}
    assert [row["basis"] for row in copy["merges"]] == ["coordination"]
    erasing.erase(actor=None, volunteer=fresh(world.ada_volunteer))
    assert found_in_database("Kefirah", "Kefirim", "Ada Beispiel") == []
    assert minutes_of(world.ada_volunteer) == 60
    with pytest.raises(Conflict) as refused:
        undo(world.carla, last)
    assert code_of(refused) == "erased"


def test_every_row_of_a_person_goes_with_them_or_has_a_reason_to_stay() -> None:
    moved = {model._meta.label for model in merging.moving().values()}
    stay = {
        "volunteers.Consent": "ends",
        "volunteers.GuardianConsent": "ends",
        "volunteers.DistinctPair": "is about the record",
        "volunteers.Erasure": "is about the record; one under way refuses the merge",
        "volunteers.Merge": "is about the record",
        "volunteers.ProtocolEvent": "is not rewritten",
        "volunteers.Share": "takes an account, and who has one stays",
        "volunteers.Takeover": "is about the record",
        "volunteers.Volunteer": "merged_into",
        "volunteers.VolunteerDetails": "fills what the target has not",
        "volunteers.WithdrawalLink": "leads to the target",
        "recognition.Helped": "is found out anew",
        "recognition.ThanksDue": "is found out anew",
        "recognition.ListEntry": "shows what a consent allows, and those end",
    }
    found = {
        relation.related_model._meta.label
        for relation in Volunteer._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.related_model, type)
    }
    assert found == moved | stay.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arnold Staude", "Arnold Staudte"),
        ("Cora Bohlander", "Cora Bolander"),
        ("Grzegorz Wernecke", "Wernecke, Gzregorz"),
        ("Jürgen Groß", "Juergen Gross"),
        ("Jane Đặng", "Jane Dang"),
        ("Łukasz Müller", "Lukasz Muller"),
        ("Олена Коваленко", "Олена Ковалемко"),
    ],
)
def test_doubles_spelt_alike_are_found_at_an_organisation_and_say_so(world: World, one: str, other: str) -> None:
    kept = [Volunteer.objects.create(kept_by=world.cafe, name=name).pk for name in (one, other)]
    found = {pair.keys: pair for pair in doubles.at_organisation(world.cafe)}
    assert [(pair.sureness.value, [*pair.reasons]) for pair in found.values()] == [("low", ["spelling"])]
    assert [*found] == [tuple(kept)]
    assert doubles.in_scope(reach_of(world.carla)) == []  # among thousands it would be chance


def test_names_of_two_people_are_not_spelt_alike(world: World) -> None:
    for name in ("Jane Đặng", "John Đặng", "Eva Ott", "Eva Otto", "Carmela Bonbach", "Agata Bonbach"):
        Volunteer.objects.create(kept_by=world.cafe, name=name)
    assert doubles.at_organisation(world.cafe) == []


def test_doubles_are_found_by_name_in_any_order_and_by_address(world: World) -> None:
    def keep(name: str, **more: str) -> Volunteer:
        new: Volunteer = Volunteer.objects.create(kept_by=world.cafe, name=name, **more)
        return new

    olena = keep("Олена Коваленко", name_latin="Olena Kovalenko", email="olena@example.net")
    turned = keep("Kovalenko, Olena")
    written = keep("olena  KOVALENKO")
    same = keep("O. K.", email="Olena@example.net")
    world.hours()
    ada = keep("Beispiel Ada", email=world.ada.email)
    found = {
        pair.keys: (pair.sureness.value, [why.value for why in pair.shown_reasons])
        for pair in doubles.at_organisation(world.cafe)
    }
    assert found == {
        (olena.pk, same.pk): ("middle", ["email"]),
        (olena.pk, turned.pk): ("low", ["latin"]),
        (olena.pk, written.pk): ("low", ["latin"]),
        (turned.pk, written.pk): ("low", ["order"]),
        (world.ada_volunteer.pk, ada.pk): ("low", ["order"]),  # whose address an account has is nobody's to find out
    }
    doubles.tell_apart(actor=world.omar, first=written, second=turned, way=Way.PAGE)
    surest, *rest = doubles.in_scope(reach_of(world.carla))
    assert (surest.keys, surest.sureness.value) == ((world.ada_volunteer.pk, ada.pk), "high")
    assert (turned.pk, written.pk) not in {pair.keys for pair in rest}
    VolunteerDetails.objects.create(volunteer=olena, birth_date=MAY)
    VolunteerDetails.objects.create(volunteer=turned, birth_date=MAY - dt.timedelta(1))
    assert (olena.pk, turned.pk) not in {pair.keys for pair in doubles.at_organisation(world.cafe)}
