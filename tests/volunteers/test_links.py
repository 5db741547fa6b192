"""Confirming by mail link: who may be asked, what an answer decides, and what it weighs."""

import datetime as dt
import hashlib
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import IntegrityError, transaction

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from certificates.services import building
from tests.cast import World
from volunteers.models import (
    ConfirmationLink,
    ContactAddress,
    HourEntry,
    LedgerEvent,
    LinkedEntry,
    Mail,
    OrganisationMonth,
    Volunteer,
)
from volunteers.services import confirming, links, logging, mailing

pytestmark = pytest.mark.usefixtures("staged")

LENA = "lena@verein.example"


def ask(world: World, email: str = LENA, **more: object) -> ConfirmationLink:
    """Ada asks somebody for a word on what waits at the café."""
    return links.ask(actor=world.ada, organisation=world.cafe, email=email, way="page", **more)  # type: ignore[arg-type]


def fresh(world: World, number: int = 1) -> list[HourEntry]:
    """Some new waiting entries of Ada's, nothing else that waits, and no link yet."""
    Mail.objects.all().delete()
    ConfirmationLink.objects.all().delete()
    for entry in HourEntry.objects.filter(volunteer=world.ada_volunteer, status="submitted"):
        logging.withdraw(actor=world.ada, entry=entry, way="page")
    start = dt.date(2026, 4, 1)
    return [world.hours(day=start + dt.timedelta(index), minutes=60 + index) for index in range(number)]


def outcomes(link: ConfirmationLink) -> list[str]:
    return list(link.linked.order_by("entry__day").values_list("outcome", flat=True))


# --- asking ---


def test_ask_binds_what_waits_there_and_stores_only_the_tokens_hash(world: World) -> None:
    entries = fresh(world, 2)
    link = ask(world)
    assert list(
        LinkedEntry.objects.filter(link=link).order_by("pk").values_list("entry", "submitted_at", "outcome")
    ) == [(entry.pk, entry.submitted_at, "") for entry in entries]
    token = links.token_of(link)
    assert token is not None
    assert (len(token), link.token_digest) == (40, hashlib.sha256(token.encode()).hexdigest())
    assert link.expires_at - link.created_at == dt.timedelta(days=14)
    stored = str(list(ConfirmationLink.objects.values())) + str(list(Mail.objects.values()))
    assert token not in stored
    assert links.by_token(token) == link
    assert links.by_token(link.token_digest) is None


def test_token_is_made_again_by_a_retired_key_and_by_no_other(world: World, settings: object) -> None:
    fresh(world)
    link = ask(world)
    token = links.token_of(link)
    with_keys = {"SECRET_KEY": "n" * 60, "SECRET_KEY_FALLBACKS": [django_settings.SECRET_KEY]}
    for name, value in with_keys.items():
        setattr(settings, name, value)
    assert links.token_of(link) == token
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert links.token_of(link) is None


def test_entry_stands_in_one_open_link_until_that_is_revoked(world: World) -> None:
    first, second = fresh(world, 2)
    link = ask(world, entries=[first.uuid])
    with pytest.raises(Invalid) as error:
        ask(world, entries=[first.uuid])
    assert error.value.code == "not_waiting"
    assert list(ask(world).linked.values_list("entry", flat=True)) == [second.pk]
    links.revoke(actor=world.ada, link=link, way="page")
    assert list(ask(world).linked.values_list("entry", flat=True)) == [first.pk]


@pytest.mark.parametrize(
    "address",
    ["ada@example.org", "ADA@Example.org", "ada+chefin@example.org", "zweite@example.net", "ad.a+x@googlemail.com"],
)
def test_own_mailbox_is_never_asked_in_any_spelling(world: World, address: str) -> None:
    fresh(world)
    if "google" in address:
        Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(email="a.d.a@gmail.com")
    else:
        Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(email="zweite@example.net")
    with pytest.raises(Forbidden) as error:
        ask(world, email=address)
    assert (error.value.code, error.value.field) == ("own_address", "email")


def test_mailbox_that_became_ones_own_cannot_answer(world: World) -> None:
    (entry,) = fresh(world)
    link = ask(world)
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(email=LENA)
    found = links.by_token(links.token_of(link) or "")
    assert found is not None
    with pytest.raises(Forbidden):
        links.answer(link=found, confirm=[entry.uuid])
    link.refresh_from_db()
    entry.refresh_from_db()
    assert (link.used_at, entry.status) == (None, "submitted")


def test_nobody_asks_too_often(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_BY_PERSON", 3)
    monkeypatch.setattr(links, "MOST_TO_ADDRESS", 2)
    entries = fresh(world, 5)
    for entry in entries[:2]:
        ask(world, entries=[entry.uuid])
    with pytest.raises(Conflict) as error:
        ask(world, entries=[entries[2].uuid])
    assert error.value.code == "too_many_to_address"
    ask(world, email="andere@verein.example", entries=[entries[2].uuid])
    with pytest.raises(Conflict) as error:
        ask(world, email="dritte@verein.example", entries=[entries[3].uuid])
    assert error.value.code == "too_many_links"
    ConfirmationLink.objects.update(created_at=clock.now() - dt.timedelta(days=1, seconds=1))
    assert ask(world, entries=[entries[4].uuid]).pk


def nobodys(world: World) -> None:
    links.ask(actor=world.omar, organisation=world.cafe, email=LENA, way="page")


def stopped(world: World) -> None:
    mailing.stop(mailing.by_link(mailing.stop_link(LENA, links.TOPIC))[1])  # type: ignore[index]
    ask(world)


def to_a_contact_elsewhere(world: World) -> None:
    ask(world, contact=ContactAddress.objects.create(organisation=world.club, label="Büro", address=LENA))


def of_a_decided_entry(world: World) -> None:
    entry = fresh(world)[0]
    confirming.confirm(actor=world.omar, entry=entry, way="api")
    ask(world)


def foreign(world: World) -> None:
    ask(world, entries=[HourEntry.objects.exclude(volunteer=world.ada_volunteer).first().uuid])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("attempt", "code"),
    [
        (nobodys, "no_record"),
        (stopped, "address_stopped"),
        (to_a_contact_elsewhere, "email_missing"),
        (of_a_decided_entry, "nothing_waiting"),
        (foreign, "not_waiting"),
        (lambda world: ask(world, email=""), "email_missing"),
        (lambda world: ask(world, email="lena"), "email_invalid"),
        (lambda world: links.ask(actor=world.ada, organisation=world.club, email=LENA, way="page"), "nothing_waiting"),
    ],
)
def test_ask_is_refused(world: World, attempt: Callable[[World], object], code: str) -> None:
    fresh(world, 0)
    with pytest.raises(DomainError) as error:
        attempt(world)
    assert error.value.code == code
    assert ConfirmationLink.objects.count() == Mail.objects.count() == 0


def test_contact_of_the_organisation_is_asked_without_being_told(world: World) -> None:
    fresh(world)
    contact = ContactAddress.objects.create(organisation=world.cafe, label="Teamleitung", address=LENA)
    assert ask(world, email="", contact=contact).address == LENA


# --- answering ---


@pytest.mark.parametrize(
    ("domain", "evidence"),
    [
        ("verein.example", "known_domain"),
        ("example", "known_domain"),
        ("ein.example", "unknown_address"),
        ("", "unknown_address"),
    ],
)
def test_answer_confirms_with_the_evidence_of_the_address(world: World, domain: str, evidence: str) -> None:
    entries = fresh(world, 2)
    world.cafe.domain = domain
    world.cafe.save()
    before = sum(OrganisationMonth.objects.values_list("minutes", flat=True))
    link, first = links.answer(link=ask(world), confirm=[entry.uuid for entry in entries])
    assert (first, outcomes(link)) == (True, ["confirmed", "confirmed"])
    events = LedgerEvent.objects.order_by("pk").filter(entry__in=entries, to_status="confirmed")
    moment = {event.at for event in events}
    rows = HourEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    assert {
        (row.status, row.evidence, row.confirmed_by, row.confirmed_link, frozenset({row.confirmed_at})) for row in rows
    } == {("confirmed", evidence, None, link, frozenset(moment))}
    step = {(event.actor, event.way, event.evidence, event.from_status) for event in events}
    assert (len(events), step) == (2, {(None, "mail_link", evidence, "submitted")})
    assert sum(OrganisationMonth.objects.values_list("minutes", flat=True)) - before == 121
    deeds = building.deeds_of([world.ada_volunteer], HourEntry.objects.all())[world.ada_volunteer.pk]
    assert deeds.weakest_evidence == evidence  # beside an hour that a signed-in member confirmed


def test_address_at_a_public_provider_is_on_nobodys_own_domain(world: World) -> None:
    world.cafe.domain = "gmx.de"
    assert links.evidence_of("lena@gmx.de", world.cafe) == "unknown_address"


def test_second_answer_changes_nothing_and_says_so(world: World) -> None:
    entries = fresh(world, 2)
    link, _first = links.answer(link=ask(world), confirm=[entries[0].uuid])
    again, first = links.answer(link=links.by_token(links.token_of(link) or ""), confirm=[entries[1].uuid])  # type: ignore[arg-type]
    assert (again, first, outcomes(again)) == (link, False, ["confirmed", "left"])
    assert HourEntry.objects.get(pk=entries[1].pk).status == "submitted"


def test_answer_reports_each_row_that_was_decided_or_changed_meanwhile(world: World) -> None:
    good, taken, declined, decided, changed = entries = fresh(world, 5)
    link = ask(world)
    logging.withdraw(actor=world.ada, entry=taken, way="page")
    confirming.confirm(actor=world.omar, entry=decided, way="page")
    confirming.decline(actor=world.omar, entry=changed, reason="Das war kürzer.", way="page")
    logging.resubmit(actor=world.ada, entry=changed, minutes=600, way="page")
    answered, _first = links.answer(
        link=link,
        confirm=[good.uuid, taken.uuid, decided.uuid, changed.uuid],
        decline=[declined.uuid],
        reason="War ich nicht.",
    )
    assert outcomes(answered) == ["confirmed", "changed", "declined", "changed", "changed"]
    rows = HourEntry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by("day")
    assert list(rows.values_list("status", "minutes", "evidence", "decline_reason")) == [
        ("confirmed", 60, "unknown_address", ""),
        ("withdrawn", 61, "", ""),
        ("declined", 62, "", "War ich nicht."),
        ("confirmed", 63, "registered", ""),
        ("submitted", 600, "", ""),
    ]


def test_link_decides_on_none_but_its_own_entries(world: World) -> None:
    mine, other = fresh(world, 2)
    link, _first = links.answer(link=ask(world, entries=[mine.uuid]), confirm=[mine.uuid, other.uuid])
    other.refresh_from_db()
    assert (outcomes(link), other.status) == (["confirmed"], "submitted")


def expired(world: World, link: ConfirmationLink) -> None:
    ConfirmationLink.objects.update(created_at=clock.now() - dt.timedelta(15), expires_at=clock.now())


@pytest.mark.parametrize(
    ("end", "state"),
    [(expired, "expired"), (lambda world, link: links.revoke(actor=world.ada, link=link, way="page"), "revoked")],
)
def test_link_that_is_over_confirms_nothing(
    world: World, end: Callable[[World, ConfirmationLink], object], state: str
) -> None:
    (entry,) = fresh(world)
    link = ask(world)
    token = links.token_of(link) or ""
    end(world, link)
    found = links.by_token(token)
    assert found is not None
    with pytest.raises(Conflict) as error:
        links.answer(link=found, confirm=[entry.uuid])
    assert (error.value.code, error.value.extra) == ("link_over", {"status": state})
    entry.refresh_from_db()
    assert entry.status == "submitted"
    with pytest.raises(Conflict):
        links.revoke(actor=world.ada, link=found, way="page")


def test_answer_needs_a_decision_and_a_reason_for_no(world: World) -> None:
    (entry,) = fresh(world)
    link = ask(world)
    for given, code in [
        ({"confirm": []}, "nothing_decided"),
        ({"confirm": [], "decline": [entry.uuid]}, "reason_missing"),
    ]:
        with pytest.raises(Invalid) as error:
            links.answer(link=link, **given)  # type: ignore[arg-type]
        assert error.value.code == code
    link.refresh_from_db()
    assert link.used_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": "known_domain"},  # a weaker word without the link it came by
        {"evidence": "registered", "confirmed_by": None},
        {"evidence": "", "confirmed_by": None},
    ],
)
def test_database_refuses_a_confirmation_that_rests_on_nothing(world: World, changes: dict[str, object]) -> None:
    entry = HourEntry.objects.filter(status="confirmed", volunteer=world.ada_volunteer)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.update(**changes)


# --- mails, reminders, forgetting ---


def test_mail_leads_to_the_link_and_says_why_it_came(world: World) -> None:
    fresh(world, 2)
    link = ask(world)
    assert mailing.outbox.send_due() == 1
    (message,) = mail.outbox
    token = links.token_of(link)
    assert (message.to, message.subject) == ([LENA], "Ada Beispiel bittet um Ihre Bestätigung")
    assert f"{django_settings.PUBLIC_URL}/b/{token}?lang=de\n" in message.body
    assert "2 Einträge" in message.body
    assert "Sie bekommen diese E-Mail, weil Ada Beispiel" in message.body
    stop = f"{django_settings.PUBLIC_URL}/m/{mailing.stop_link(LENA, links.TOPIC)}"
    assert f"{stop}?lang=de\n" in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert token not in message.extra_headers["Message-ID"]
    assert "text/html" not in message.message().as_string()


def test_reminder_comes_once_after_a_week_and_only_where_an_answer_is_still_asked(world: World) -> None:
    entries = fresh(world, 3)
    for entry in entries:
        ask(world, entries=[entry.uuid])
    mailing.outbox.send_due()
    mail.outbox.clear()
    assert links.remind_due() == 0
    ConfirmationLink.objects.update(created_at=clock.now() - dt.timedelta(days=7))
    answered, _decided, waiting = ConfirmationLink.objects.order_by("pk")
    links.answer(link=answered, confirm=[entries[0].uuid])
    confirming.confirm(actor=world.omar, entry=entries[1], way="page")
    assert links.remind_due() == 2
    assert links.remind_due() == 0
    assert mailing.outbox.send_due() == 2
    (message,) = mail.outbox
    assert message.subject == "Erinnerung: Ada Beispiel bittet um Ihre Bestätigung"
    assert f"/b/{links.token_of(waiting)}?lang=de\n" in message.body
    assert Mail.objects.get(status="failed").failure_code == "decided"


def test_old_links_are_dropped_and_those_that_confirmed_lose_the_address(world: World) -> None:
    entries = fresh(world, 2)
    used, _unused = [ask(world, entries=[entry.uuid]) for entry in entries]
    links.answer(link=used, confirm=[entries[0].uuid])
    then = clock.now() - dt.timedelta(days=90)
    ConfirmationLink.objects.update(created_at=then - dt.timedelta(days=14), expires_at=then + dt.timedelta(minutes=1))
    assert links.forget_old() == 0
    ConfirmationLink.objects.update(expires_at=then - dt.timedelta(minutes=1))
    links.forget_old()
    assert list(ConfirmationLink.objects.values_list("pk", "address")) == [(used.pk, "")]
    assert LinkedEntry.objects.count() == 0
    assert HourEntry.objects.get(pk=entries[0].pk).evidence == "unknown_address"


def test_forgotten_person_leaves_no_address_and_no_open_link(world: World) -> None:
    fresh(world)
    link = ask(world)
    links.forget_person(world.ada_volunteer)
    link.refresh_from_db()
    assert (link.address, link.state, Mail.objects.count()) == ("", "revoked", 0)
