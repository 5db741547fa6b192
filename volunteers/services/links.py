"""Confirming by mail link: a volunteer asks somebody at an address for the organisation's word on waiting entries.

1. `ask` binds entries to a link, and orders one mail. The token in it is made from the link's UUID with our secret key,
   160 bits, when the mail leaves; stored is its SHA-256 alone. So a reminder can repeat it, and a stolen database
   opens no link.
2. A GET of the page shows; `answer` decides, once: `UPDATE … WHERE used_at IS NULL` lets one of twenty through.
3. An entry that was changed since, or decided elsewhere, is reported and left as it is.
4. What the word weighs depends on the address: on the organisation's domain, or not.

Never to one's own mailbox, in whichever spelling: asked when the link is made, and again when it is answered.
"""

import datetime as dt
import hashlib
import hmac
import uuid as uuids
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.outbox import Pointless, spoken
from volunteers.models import (
    ConfirmationLink,
    ContactAddress,
    Evidence,
    HourEntry,
    LinkedEntry,
    LinkOutcome,
    LinkState,
    Mail,
    Organisation,
    User,
    Volunteer,
    Way,
)
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import reach_of
from volunteers.services import confirming, mailing, protocol
from volunteers.services.logging import no_record
from volunteers.services.people import check_email

if TYPE_CHECKING:
    from volunteers.services.confirming import Decided

OPEN_FOR = dt.timedelta(days=14)
REMIND_AFTER = dt.timedelta(days=7)
KEEP = dt.timedelta(days=90)  # after it ended
MOST_ENTRIES = 100
A_DAY = dt.timedelta(days=1)
MOST_BY_PERSON = 10  # a day
MOST_TO_ADDRESS = 5  # a day, from all people together
DIGITS = 40  # hexadecimal: 160 bits
TOPIC = "bitten"  # what somebody stops who wants no more of these mails

# Where anybody gets an address: being there says nothing of an organisation.
OPEN_TO_ALL = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "gmx.de",
            "gmx.net",
            "gmx.at",
            "gmx.ch",
            "web.de",
            "t-online.de",
            "freenet.de",
        ),
        *("outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.de", "live.com", "yahoo.com", "yahoo.de"),
        *("icloud.com", "me.com", "aol.com", "mail.de", "mail.ru", "ukr.net", "posteo.de", "mailbox.org", "proton.me"),
        *("protonmail.com", "arcor.de", "online.de", "1und1.de", "ewetel.net", "osnanet.de"),
    }
)


# --- asking ---


def waiting_for(volunteer: Volunteer) -> HourEntryQuerySet:
    """The person's waiting entries that stand in no open link."""
    asked = LinkedEntry.objects.filter(entry=OuterRef("pk"), link__in=ConfirmationLink.objects.open())
    return HourEntry.objects.filter(~Exists(asked), volunteer=volunteer).waiting()


@transaction.atomic
def ask(
    *,
    actor: User,
    organisation: Organisation,
    email: str = "",
    contact: ContactAddress | None = None,
    entries: Collection[uuids.UUID] | None = None,
    way: str,
) -> ConfirmationLink:
    """Ask somebody for their word on one's waiting entries at one organisation: all of them, or those named.

    To `contact`, or to `email` as typed. Raises Invalid (`no_record`, `email_missing`, `email_invalid`, `too_many`,
    `not_waiting`), Forbidden (`own_address`), Conflict (`nothing_waiting`, `no_mail_server`, `address_stopped`,
    `too_many_links`, `too_many_to_address`).
    """
    key = reach_of(actor).volunteer_id
    if key is None:
        raise no_record()
    if not settings.MAIL_GOES_OUT:
        raise Conflict(_("Diese Anlage verschickt keine E-Mails."), code="no_mail_server")
    address = check_email(contact.address if contact else email)
    if not address or (contact and contact.organisation_id != organisation.pk):
        raise Invalid(_("Bitte gib an, wer bestätigen soll."), code="email_missing", field="email")
    # One person asks one thing after another: neither the limit nor an entry is used twice.
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=key)
    _check_four_eyes(address, volunteer)
    _check_limits(address, volunteer)
    rows = _entries(volunteer, organisation, entries)
    now = clock.now()
    one = uuids.uuid4()
    link = ConfirmationLink.objects.create(
        uuid=one,
        volunteer=volunteer,
        organisation=organisation,
        address=address,
        label=contact.label if contact else "",
        token_digest=_digest(_token(one, settings.SECRET_KEY)),
        created_at=now,
        expires_at=now + OPEN_FOR,
    )
    LinkedEntry.objects.bulk_create(
        LinkedEntry(link=link, entry_id=pk, submitted_at=submitted_at) for pk, submitted_at in rows
    )
    _mail("confirm_link", link)
    _note(protocol.Act.LINK_ASKED, link, actor, way, entries=len(rows))
    return link


@transaction.atomic
def revoke(*, actor: User, link: ConfirmationLink, way: str) -> ConfirmationLink:
    """Take one's request back: the link is dead from now on. Raises Conflict (`link_over`)."""
    if link.volunteer_id != reach_of(actor).volunteer_id:
        raise Forbidden(_("Das kann nur, wer darum gebeten hat."), code="not_yours")
    if not ConfirmationLink.objects.open().filter(pk=link.pk).update(revoked_at=clock.now()):
        raise _over(link)
    link.refresh_from_db()
    _note(protocol.Act.LINK_REVOKED, link, actor, way)
    return link


def _entries(
    volunteer: Volunteer, organisation: Organisation, wanted: Collection[uuids.UUID] | None
) -> list[tuple[int, dt.datetime]]:
    waiting = waiting_for(volunteer).filter(organisation=organisation)
    if wanted is not None:
        if len(set(wanted)) > MOST_ENTRIES:
            raise Invalid(
                _("Bitte höchstens %(most)s Einträge auf einmal.") % {"most": MOST_ENTRIES},
                code="too_many",
                field="entries",
            )
        waiting = waiting.filter(uuid__in=wanted)
    rows = list(waiting.order_by("day", "pk").values_list("pk", "submitted_at")[:MOST_ENTRIES])
    if wanted is not None and len(rows) != len(set(wanted)):
        raise Invalid(
            _("Nicht alle diese Einträge warten dort auf Bestätigung, oder du hast schon darum gebeten."),
            code="not_waiting",
            field="entries",
        )
    if not rows:
        raise Conflict(
            _("Dort wartet kein Eintrag von dir, um dessen Bestätigung du nicht schon gebeten hast."),
            code="nothing_waiting",
            field="organisation",
        )
    return rows


def _check_limits(address: str, volunteer: Volunteer) -> None:
    if mailing.is_stopped(address, TOPIC):
        raise Conflict(
            _("Unter dieser Adresse möchte niemand solche Bitten bekommen. Bitte frag jemand anderen."),
            code="address_stopped",
            field="email",
        )
    lately = ConfirmationLink.objects.filter(created_at__gt=clock.now() - A_DAY)
    if lately.filter(volunteer=volunteer).count() >= MOST_BY_PERSON:
        raise Conflict(
            _("Heute hast du schon oft um Bestätigung gebeten. Morgen geht es weiter."), code="too_many_links"
        )
    if lately.filter(address=address).count() >= MOST_TO_ADDRESS:
        raise Conflict(
            _("Diese Adresse hat heute schon mehrere Bitten bekommen. Morgen geht es weiter."),
            code="too_many_to_address",
            field="email",
        )


# --- four eyes and what the word weighs ---


def mailbox_of(address: str) -> str:
    """One mailbox in several spellings is this: lower case, without what follows a plus; at Google without dots."""
    name, _at, domain = address.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def evidence_of(address: str, organisation: Organisation) -> Evidence:
    """What a word from that address weighs: whether it lies on the organisation's own domain, or below it."""
    domain, known = address.rpartition("@")[2].lower(), organisation.domain.lower()
    own = known not in {"", *OPEN_TO_ALL} and (domain == known or domain.endswith(f".{known}"))
    return Evidence.KNOWN_DOMAIN if own else Evidence.UNKNOWN_ADDRESS


def _check_four_eyes(address: str, volunteer: Volunteer) -> None:
    own = {volunteer.email, volunteer.user.email if volunteer.user else ""} - {""}
    if mailbox_of(address) in {mailbox_of(each) for each in own}:
        raise Forbidden(
            _("Eigene Stunden bestätigt immer jemand anderes. Bitte gib die Adresse einer anderen Person an."),
            code="own_address",
            field="email",
        )


# --- answering ---


def by_token(token: str) -> ConfirmationLink | None:
    """The link with that token; None for one that is not ours."""
    rows = ConfirmationLink.objects.select_related("volunteer__user", "organisation")
    return rows.filter(token_digest=_digest(token)).first()


def answer(
    *, link: ConfirmationLink, confirm: Collection[uuids.UUID], decline: Collection[uuids.UUID] = (), reason: str = ""
) -> tuple[ConfirmationLink, bool]:
    """Decide on a link's entries, once; the rest is left open. Returns the link, and whether this was the answer.

    A link that was answered before is returned as it was decided then. Raises Invalid (`nothing_decided`,
    `reason_missing`, `too_long`), Forbidden (`own_address`), Conflict (`link_over`).
    """
    if link.used_at is not None:
        return link, False
    if not confirm and not decline:
        raise Invalid(
            _("Bitte bestätigen Sie mindestens einen Eintrag oder lehnen Sie ihn ab."), code="nothing_decided"
        )
    if decline:
        confirming.check_reason(reason)
    with transaction.atomic():
        first = ConfirmationLink.objects.open().filter(pk=link.pk).update(used_at=clock.now()) == 1
        if first:
            _check_four_eyes(link.address, link.volunteer)
            _decide(link, confirm, set(decline) - set(confirm), reason)
    link.refresh_from_db()
    if link.state != LinkState.ANSWERED:
        raise _over(link)
    return link, first


def _decide(
    link: ConfirmationLink, confirm: Collection[uuids.UUID], decline: Collection[uuids.UUID], reason: str
) -> None:
    bound = dict(link.linked.values_list("entry__uuid", "pk"))
    evidence = evidence_of(link.address, link.organisation)
    outcomes = dict.fromkeys(bound, LinkOutcome.LEFT)
    # What was never in the link is nobody's answer.
    yes, no = [key for key in confirm if key in bound], [key for key in decline if key in bound]
    decided: list[tuple[LinkOutcome, list[Decided]]] = []
    if yes:
        rows = confirming.confirm_by_link(link=link, uuids=yes, evidence=evidence)
        decided.append((LinkOutcome.CONFIRMED, rows))
    if no:
        decided.append((LinkOutcome.DECLINED, confirming.decline_by_link(link=link, uuids=no, reason=reason)))
    for outcome, rows in decided:
        for row in rows:
            outcomes[row.uuid] = outcome if row.error is None else LinkOutcome.CHANGED
    for outcome in LinkOutcome:
        keys = [bound[uuid] for uuid, what in outcomes.items() if what == outcome]
        LinkedEntry.objects.filter(pk__in=keys).update(outcome=outcome)
    counts = {outcome.value: sum(what == outcome for what in outcomes.values()) for outcome in LinkOutcome}
    _note(protocol.Act.LINK_ANSWERED, link, None, Way.MAIL_LINK, evidence=evidence.value, **counts)


def _over(link: ConfirmationLink) -> Conflict:
    return Conflict(
        _("Dieser Link gilt nicht mehr."), code="link_over", field="status", extra={"status": link.state.value}
    )


# --- mails ---


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What the mail of a link says, as things stand when it leaves."""
    rows = ConfirmationLink.objects.select_related("volunteer", "organisation")
    link = rows.filter(uuid=mail.context["link"]).first()
    token = token_of(link) if link else None
    if link is None or token is None or link.state != LinkState.OPEN:
        return Pointless("link_over", _("Der Link gilt nicht mehr."))
    minutes = list(still_asked(link).values_list("minutes", flat=True))
    if not minutes:
        return Pointless("decided", _("Über alle Einträge ist schon entschieden."))
    return {
        "name": link.volunteer.name,
        "organisation": link.organisation.name,
        "number": len(minutes),
        "minutes": sum(minutes),
        "until": link.expires_at,
        "url": spoken(f"{settings.PUBLIC_URL}/b/{token}"),
    }


def still_asked(link: ConfirmationLink) -> HourEntryQuerySet:
    """The entries of a link on which an answer would still decide."""
    return HourEntry.objects.filter(linked__link=link, linked__submitted_at=F("submitted_at")).waiting()


def remind_due() -> int:
    """One reminder for each link that nobody answered for a week. Returns how many were ordered."""
    now = clock.now()
    due = ConfirmationLink.objects.open().filter(reminded_at=None, created_at__lte=now - REMIND_AFTER)
    ordered = 0
    for link in due.select_related("organisation").order_by("created_at")[:500]:
        with transaction.atomic():
            if due.filter(pk=link.pk).update(reminded_at=now):
                ordered += _mail("confirm_reminder", link)
    return ordered


def _mail(kind: str, link: ConfirmationLink) -> bool:
    # Whoever has no account is written to in German, as offices here are; the page behind speaks each language.
    language = User.objects.filter(email=link.address).values_list("language", flat=True).first() or "de"
    key, context = f"{kind}:{link.uuid}", {"link": str(link.uuid)}
    return mailing.enqueue(kind=kind, key=key, to=link.address, language=language, context=context)


# --- tokens ---


def token_of(link: ConfirmationLink) -> str | None:
    """The token again, for a mail that leaves; None where the key that made it is gone."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        token = _token(link.uuid, key)
        if hmac.compare_digest(_digest(token), link.token_digest):
            return token
    return None


def _token(uuid: uuids.UUID, key: str | bytes) -> str:
    return salted_hmac("volunteers.links", uuid.hex, secret=key, algorithm="sha256").hexdigest()[:DIGITS]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- forgetting ---


def forget_old() -> int:
    """Drop links 90 days after they ended; of those that confirmed something, the address and the list. How many."""
    old = ConfirmationLink.objects.filter(expires_at__lt=clock.now() - KEEP)
    LinkedEntry.objects.filter(link__in=old).delete()
    used = Exists(HourEntry.objects.filter(confirmed_link=OuterRef("pk")))
    blanked = old.filter(used).exclude(address="").update(address="")
    dropped, _tables = old.filter(~used).delete()
    return blanked + dropped


@transaction.atomic
def forget_person(volunteer: Volunteer) -> None:
    """For erasure: nobody may answer any more, and nobody's address stays."""
    links = ConfirmationLink.objects.filter(volunteer=volunteer)
    Mail.objects.filter(context__link__in=[str(uuid) for uuid in links.values_list("uuid", flat=True)]).delete()
    links.open().update(revoked_at=clock.now())
    links.update(address="")


def _note(act: protocol.Act, link: ConfirmationLink, actor: User | None, way: str, **detail: str | int) -> None:
    protocol.note(
        act=act,
        actor=actor,
        way=way,
        volunteer=link.volunteer,
        organisation=link.organisation,
        subject=link.uuid,
        detail=dict(detail),
    )
