"""What this app forgets of a person: the record, the ledger's words, the account and everything that opens it."""

import hashlib
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac
from knox.models import get_token_model

from backend.common import mailfiles
from backend.common.models import IdempotencyRecord, Reason
from volunteers.models import (
    AddressChange,
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    ContactAddress,
    CoordinatorScope,
    Correction,
    CorrectionEvent,
    DataExport,
    DisplayForm,
    DistinctPair,
    EarlierVersion,
    ExportOf,
    ExportStatus,
    GuardianConsent,
    GuardianStatus,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Mail,
    Membership,
    Objection,
    PlanStatus,
    ProtocolEvent,
    Share,
    SignedIn,
    SignInRow,
    Takeover,
    User,
    Volunteer,
    VolunteerDetails,
    WeeklyPlan,
    WithdrawalLink,
)
from volunteers.services import consent, exporting, links

if TYPE_CHECKING:
    from volunteers.services.erasing import Subject

NOBODY = "Gelöschte Person"  # what stands where the name stood; the same for everybody
GONE = "gelöscht"  # what stands where a reason stood that may not be missing
BATCH = 1000

# Whose reasons speak of the person: the table, the way to the person, the columns.
_SAID: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (LedgerEvent, "entry__volunteer", ("reason",)),
    (Correction, "entry__volunteer", ("reason", "answer")),
    (CorrectionEvent, "entry__volunteer", ("reason",)),
    (Objection, "entry__volunteer", ("reason", "decision")),
    (ProtocolEvent, "volunteer", ("reason",)),
)


def key_of_erased(import_key: str) -> str:
    """What an import key becomes when its person is forgotten: 64 hexadecimal digits, made with the installation's key.

    The import key is a hash over the row of a sheet, name included: whoever can guess names can try them. Without the
    installation's key nobody can try this one; with it the same sheet is still known, and brings nobody back.
    """
    return keys_of_erased(import_key)[0]


def keys_of_erased(import_key: str) -> list[str]:
    """By the present key of the installation and those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("volunteers.importing.erased", import_key, secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets
    ]


def record(subject: "Subject") -> None:
    """The person's record and what their hours say in words. Day, minutes, activity and who confirmed stay."""
    person = subject.volunteer
    if person is None or person.erased_at is not None:
        return
    for table, way, columns in _SAID:
        for column in columns:
            said = table._default_manager.filter(**{way: person, f"{column}__isnull": False})
            Reason.blank(said.values(column))
    entries = HourEntry.objects.filter(volunteer=person)
    entries.exclude(note="").update(note="")
    entries.filter(status=HourStatus.DECLINED).update(decline_reason=GONE)
    _rekey(entries.filter(import_key__isnull=False))
    EarlierVersion.objects.filter(entry__volunteer=person).delete()
    CompetenceClaim.objects.filter(volunteer=person).delete()
    VolunteerDetails.objects.filter(volunteer=person).delete()
    WithdrawalLink.objects.filter(volunteer=person).delete()
    Share.objects.filter(volunteer=person).delete()
    _consents(subject, person)
    WeeklyPlan.objects.filter(volunteer=person).exclude(status=PlanStatus.ENDED).update(
        status=PlanStatus.ENDED,
        ended_at=subject.at,
        ended_by=subject.actor.pk if subject.actor else Coalesce("agreed_by", "proposed_by"),
    )
    links.forget_person(person)
    Takeover.objects.filter(volunteer=person).delete()
    DistinctPair.objects.filter(Q(first=person) | Q(second=person)).delete()
    SignInRow.objects.filter(volunteer=person).delete()
    Volunteer.objects.filter(pk=person.pk).update(
        name=NOBODY,
        name_latin="",
        given_name="",
        family_name="",
        email="",
        language="de",
        user=None,
        erased_at=subject.at,
    )


def _rekey(entries: "models.QuerySet[HourEntry]") -> None:
    """Their UUID was made of the key, so it goes with it. Prepared once: `bulk_update` takes ten times as long."""
    column = HourEntry._meta.get_field("uuid")
    rows = [
        (column.get_db_prep_save(uuid.uuid4(), connection), key_of_erased(str(key)), pk)
        for pk, key in entries.values_list("pk", "import_key")
    ]
    # Only the model's own names enter the statement; every value is a parameter.
    statement = f"UPDATE {HourEntry._meta.db_table} SET uuid = %s, import_key = %s WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _consents(subject: "Subject", person: Volunteer) -> None:
    given = Consent.objects.filter(volunteer=person)
    consent.end(given, actor=subject.actor, why="erased")
    unnamed: dict[str, Any] = {"display_form": DisplayForm.ANONYMOUS, "alias": ""}
    given.filter(display_form=DisplayForm.ALIAS).update(**unnamed)
    asked = GuardianConsent.objects.filter(volunteer=person)
    asked.exclude(alias="").update(**unnamed)
    asked.filter(status__in=[GuardianStatus.ASKED, GuardianStatus.GIVEN]).update(
        status=GuardianStatus.WITHDRAWN, ended_at=subject.at
    )
    asked.update(guardian_name="", guardian_email="")


def files_of_roles(subject: "Subject") -> Iterator[str]:
    """Files that organisations and coordinators had made, where the person may stand in them."""
    about = Q(of=ExportOf.COORDINATION)
    person, user = subject.volunteer, subject.user
    if person is not None:
        about |= Q(organisation_id=person.kept_by_id, organisation__isnull=False)
        for table in (HourEntry, CompetenceClaim, WeeklyPlan, ConfirmationLink, GuardianConsent, ProtocolEvent):
            about |= Q(organisation_id__in=_places(table, volunteer=person))
    if user is not None:
        about |= Q(organisation_id__in=_places(Membership, user=user))
    if subject.addresses:
        about |= Q(organisation_id__in=_places(ContactAddress, address__in=subject.addresses))
    yield from exporting.recall_of_roles(about)


def _places(table: type[models.Model], **whose: Any) -> "models.QuerySet[Any, Any]":
    return table._default_manager.filter(organisation__isnull=False, **whose).values("organisation_id")


def account(subject: "Subject") -> Iterator[str]:
    """The account: address, name, roles, keys, sessions. What it decided for others stays, without its name."""
    user = subject.user
    if user is None or is_empty(user):
        return
    Membership.objects.current().filter(user=user).update(ended_at=subject.at)
    Takeover.objects.filter(claimant=user).delete()
    CoordinatorScope.objects.filter(user=user).delete()
    tables: tuple[Any, ...] = (
        get_token_model(),
        Authenticator,
        EmailAddress,
        IdempotencyRecord,
        AddressChange,
        SignedIn,
    )
    for table in tables:
        table.objects.filter(user=user).delete()
    _sessions(user, subject.addresses)
    for copy in DataExport.objects.filter(user=user).exclude(status=ExportStatus.DELETED):
        exporting.delete(copy, at=subject.at)
        yield copy.uuid.hex
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(
        email=_nowhere(user),
        name="",
        language="de",
        password=make_password(None),
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
        session_epoch=F("session_epoch") + 1,
    )


def is_empty(user: User) -> bool:
    """Whether the account was forgotten already."""
    return user.email == _nowhere(user)


def drop_copy(key: str) -> None:
    """The file of a copy of somebody's data."""
    exporting.path_of(uuid.UUID(key)).unlink(missing_ok=True)


def _nowhere(user: User) -> str:
    """An address that nobody can have (RFC 2606)."""
    return f"{user.uuid.hex}@erased.invalid"


def _sessions(user: User, addresses: frozenset[str]) -> None:
    """Sessions of the account, and those in which somebody was signing in with its address. They hold both encoded."""
    gone = []
    for session in Session.objects.iterator(chunk_size=BATCH):
        told = session.get_decoded()
        if str(told.get("_auth_user_id")) == str(user.pk) or any(one in str(told).lower() for one in addresses):
            gone.append(session.pk)
    Session.objects.filter(pk__in=gone).delete()


def mails(subject: "Subject") -> Iterator[str]:
    """Mails to the person, and their address wherever organisations wrote it down."""
    for address in sorted(subject.addresses):
        Mail.objects.filter(recipient__iexact=address).delete()
        ConfirmationLink.objects.filter(address__iexact=address).update(address="")
        ContactAddress.objects.filter(address__iexact=address).delete()
        GuardianConsent.objects.filter(guardian_email__iexact=address).update(guardian_name="", guardian_email="")
        yield hashlib.sha256(address.encode()).hexdigest()


def drop_mails(key: str) -> None:
    """Mails to an address that became files, on somebody's own machine."""
    mailfiles.drop_to(lambda address: hashlib.sha256(address.lower().encode()).hexdigest() == key)
