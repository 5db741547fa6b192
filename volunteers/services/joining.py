"""Joining: somebody asks without an account, their mailbox confirms it, a coordinator admits or declines.

1. `ask` keeps what was typed and sends a link to the address. The answer is the same whatever is known of it.
2. Who holds the link reads what was asked and says that it was them. Only then does a coordinator see it.
3. Admitted, it becomes an organisation with its manager, a membership, or a record of somebody who helps: through the
   services that make these anywhere else. Declined, it gets a reason. Either is told by mail.

Nobody can write to strangers through it: the first mail holds nothing of what was typed.
"""

import datetime as dt
import hmac
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.outbox import Pointless, spoken
from backend.common.transitions import illegal, move
from volunteers.models import District, JoinRequest, JoinStatus, JoinWish, Mail, Organisation, Role, User, Volunteer
from volunteers.models.joining import TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import directory, mailing, people
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.services.erasing import Subject

CONFIRM, ADMITTED, DECLINED = "join_confirm", "join_admitted", "join_declined"  # kinds of mails
CONFIRM_WITHIN = dt.timedelta(days=7)
MAILS_A_DAY = 3  # to one address: it may be somebody else's
LONGEST_MESSAGE, LONGEST_REASON = 2000, 1000  # characters
SIGNATURE = 40  # hexadecimal digits: 160 bits


@transaction.atomic
def ask(
    *,
    wish: str,
    name: str,
    email: str,
    language: str = "de",
    district: District | None = None,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    kind: str = "",
    website: str = "",
    message: str = "",
) -> JoinRequest | None:
    """Keep what somebody asks for and send the link to their address. Nobody is signed in here.

    An organisation says `organisation_name`, `kind`, `district` and perhaps `website`; a member says `organisation`,
    whose district is theirs; who wants to help says `district`. Asked again it is the same row. None where three mails
    went to the address within a day: then nothing is kept, and whoever asked is told the same.

    Raises Invalid (`missing`, `name_missing`, `too_long`, `not_printable`, `email_invalid`, `website_invalid`),
    Conflict (`no_mail_server`).
    """
    if not settings.MAIL_GOES_OUT:
        raise Conflict(
            _("Für diese Anlage ist kein Mailserver eingerichtet (DANKWERK_SMTP_HOST)."), code="no_mail_server"
        )
    told = _told(JoinWish(wish), district, organisation, organisation_name, kind, website)
    told |= {"name": _line(name, field="name"), "email": _address(email)}
    now = clock.now()
    rest = {"message": _message(message), "language": language, "asked_at": now}
    sent = Mail.objects.filter(kind=CONFIRM, recipient=told["email"], queued_at__gt=now - dt.timedelta(days=1)).count()
    if sent >= MAILS_A_DAY:
        return None
    fresh = JoinRequest.objects.filter(status=JoinStatus.ASKED, asked_at__gt=now - CONFIRM_WITHIN, **told)
    request = fresh.first() or JoinRequest(**told)
    for column, value in rest.items():
        setattr(request, column, value)
    request.save()
    mailing.enqueue(
        kind=CONFIRM,
        key=f"{CONFIRM}:{request.uuid.hex}:{now:%Y%m%dT%H%M%S}",
        to=request.email,
        language=language,
        context={"request": request.uuid.hex},
    )
    return request


@transaction.atomic
def confirm(*, request: JoinRequest) -> JoinRequest:
    """Whoever reads mail at that address says that they asked. Raises IllegalTransition, Conflict (`link_expired`)."""
    if request.status == JoinStatus.ASKED and not is_open(request):
        raise Conflict(_("Dieser Link gilt nicht mehr. Bitte fragen Sie noch einmal."), code="link_expired")
    move(request, to=JoinStatus.OPEN, transitions=TRANSITIONS, confirmed_at=clock.now())
    return request


@transaction.atomic
def withdraw(*, request: JoinRequest) -> JoinRequest:
    """Who holds the link takes it back, as long as nobody decided. Raises IllegalTransition."""
    move(request, to=JoinStatus.WITHDRAWN, transitions=TRANSITIONS, withdrawn_at=clock.now())
    return request


@transaction.atomic
def admit(
    *,
    actor: User,
    request: JoinRequest,
    slug: str = "",
    organisation_name: str = "",
    kind: str = "",
    district: District | None = None,
    role: str = "",
) -> JoinRequest:
    """Admit: makes the organisation with its manager, the membership, or the record of who helps; and tells them.

    Of an organisation, `slug` is needed and name, kind and district may be set right. `role` is a member's, by default
    who confirms. Raises Forbidden (`not_coordinator`, `own_request`), IllegalTransition, Invalid (`missing`), and what
    `directory.create_organisation` and `people.add_member` raise.
    """
    _check_decides(actor, request)
    found = JoinRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    if found.status != JoinStatus.OPEN:  # before anything is made
        raise illegal(found.status)
    organisation = request.organisation
    if request.wish == JoinWish.ORGANISATION:
        if blank(slug):
            raise Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field="slug")
        organisation = directory.create_organisation(
            actor=actor,
            slug=slug,
            name=organisation_name or request.organisation_name,
            kind=kind or request.kind,
            district=district or request.district,
            website=request.website,
        )
        people.add_member(actor=actor, organisation=organisation, email=request.email, role=Role.MANAGER)
    elif organisation is not None:
        people.add_member(actor=actor, organisation=organisation, email=request.email, role=role or Role.CONFIRMER)
    else:
        _begin(request)
    User.objects.filter(email=request.email, name="").update(name=request.name)
    move(
        request,
        to=JoinStatus.ADMITTED,
        transitions=TRANSITIONS,
        organisation=organisation,
        decided_at=clock.now(),
        decided_by=actor,
    )
    _tell(ADMITTED, Act.JOIN_ADMITTED, actor, request)
    return request


@transaction.atomic
def decline(*, actor: User, request: JoinRequest, reason: str) -> JoinRequest:
    """Decline, with a reason that who asked reads in a mail.

    Raises Forbidden (`not_coordinator`, `own_request`), Invalid (`reason_missing`, `too_long`, `not_printable`),
    IllegalTransition.
    """
    _check_decides(actor, request)
    if blank(reason):
        raise Invalid(_("Bitte nennen Sie einen Grund."), code="reason_missing", field="reason")
    reason = tidy(reason)
    people.check_line(reason, field="reason", most=LONGEST_REASON)
    move(
        request,
        to=JoinStatus.DECLINED,
        transitions=TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        reason=reason,
    )
    _tell(DECLINED, Act.JOIN_DECLINED, actor, request)
    return request


# --- the link and the mails ---


def link_of(request: JoinRequest) -> str:
    """What the link in the mail carries: the request and a signature."""
    return f"{request.uuid.hex}-{_signature(request.uuid.hex, settings.SECRET_KEY)}"


def by_link(link: str) -> JoinRequest | None:
    """The request that the link is about; None for a link that is not ours, and for one that was dropped."""
    key, _dash, signature = link.partition("-")
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature.encode(), _signature(key, secret).encode()) for secret in secrets):
        return None
    return JoinRequest.objects.select_related("district", "organisation").filter(uuid=uuid.UUID(key)).first()


def is_open(request: JoinRequest) -> bool:
    """Whether the address can still be confirmed."""
    return request.status == JoinStatus.ASKED and clock.now() <= request.asked_at + CONFIRM_WITHIN


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What a mail about a request says; pointless once that step is not the last one any more."""
    stands = {CONFIRM: JoinStatus.ASKED, ADMITTED: JoinStatus.ADMITTED, DECLINED: JoinStatus.DECLINED}[mail.kind]
    key = uuid.UUID(mail.context["request"])
    found = JoinRequest.objects.select_related("organisation").filter(uuid=key, status=stands).first()
    if found is None:
        return Pointless("not_waiting", _("Diese Anfrage wartet nicht mehr."))
    return {
        "address": spoken(f"{settings.PUBLIC_URL}/a/{link_of(found)}"),
        "page": f"{settings.PUBLIC_URL}{reverse('my-page')}",
        "until": found.asked_at + CONFIRM_WITHIN,
        "wish": found.wish,
        "organisation": found.organisation.name if found.organisation else found.organisation_name,
        "reason": found.reason,
    }


def register() -> None:
    """The kinds of mails of this module."""
    for kind in (CONFIRM, ADMITTED, DECLINED):
        mailing.register(kind, facts=facts)


def forget(subject: "Subject") -> None:
    """What somebody asked under one of their addresses."""
    for address in sorted(subject.addresses):
        JoinRequest.objects.filter(email__iexact=address).delete()


# --- within ---


def _signature(key: str, secret: str | bytes) -> str:
    return salted_hmac("volunteers.joining", key, secret=secret, algorithm="sha256").hexdigest()[:SIGNATURE]


def _tell(kind: str, act: Act, actor: User, request: JoinRequest) -> None:
    note(act=act, actor=actor, organisation=request.organisation, subject=request.uuid, detail={"wish": request.wish})
    mailing.enqueue(
        kind=kind,
        key=f"{kind}:{request.uuid.hex}",
        to=request.email,
        language=request.language,
        context={"request": request.uuid.hex},
    )


def _begin(request: JoinRequest) -> None:
    """A record of their own for who has none; whether there was one is not told."""
    user = people.account_for(request.email, language=request.language)
    if not Volunteer.objects.filter(user=user).exists():
        people.register_volunteer(user=user, name=request.name, language=request.language)


def _check_decides(actor: User, request: JoinRequest) -> None:
    if not reach_of(actor).coordinates_place(district_id=request.district_id, field_id=None):
        raise Forbidden(_("Darüber entscheidet die Koordination."), code="not_coordinator")
    if request.email == actor.email:
        raise Forbidden(_("Über die eigene Anfrage entscheidet jemand anderes."), code="own_request")


def _told(
    wish: JoinWish,
    district: District | None,
    organisation: Organisation | None,
    organisation_name: str,
    kind: str,
    website: str,
) -> dict[str, Any]:
    """What that wish needs, and nothing else of it."""
    if wish == JoinWish.MEMBER:
        if organisation is None:
            raise _missing("organisation")
        return {"wish": wish, "organisation": organisation, "district": organisation.district}
    if district is None:
        raise _missing("district")
    if wish == JoinWish.VOLUNTEER:
        return {"wish": wish, "organisation": None, "district": district}
    if kind not in Organisation.Kind.values:
        raise _missing("kind")
    if website:
        try:
            URLValidator(schemes=["http", "https"])(website)
        except ValidationError as error:
            raise Invalid(_("Das ist keine Adresse einer Website."), code="website_invalid", field="website") from error
    return {
        "wish": wish,
        "organisation": None,
        "district": district,
        "organisation_name": _line(organisation_name, field="organisation_name"),
        "kind": kind,
        "website": website,
    }


def _missing(field: str) -> Invalid:
    return Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field=field)


def _line(text: str, *, field: str) -> str:
    if blank(text):
        raise _missing(field)
    text = tidy(text)
    people.check_line(text, field=field, most=200)
    return text


def _address(email: str) -> str:
    email = people.check_email(email)
    if not email:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an."), code="email_invalid", field="email")
    return email


def _message(text: str) -> str:
    """As typed, with its lines."""
    lines = [tidy(line) for line in text.strip().splitlines()]
    people.check_line("".join(lines), field="message", most=LONGEST_MESSAGE - len(lines))
    return "\n".join(lines)
