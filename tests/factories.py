"""Rows that tests need beside the cast: direct inserts, past the services, so that a test takes only its own steps."""

import datetime as dt
import hashlib
from itertools import count
from typing import Any

from django.utils import timezone

from recognition.models import AnnexPart, CardAnnex, ProgrammeRule, RecognitionList, Waiver
from recognition.services import lists
from tests.cast import make_user, make_volunteer
from volunteers.models import (
    Activity,
    ClaimStatus,
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    ConsentText,
    CoordinatorScope,
    DisplayForm,
    District,
    Evidence,
    FieldOfAction,
    HourEntry,
    HourStatus,
    JoinRequest,
    Membership,
    Organisation,
    Place,
    PlanSide,
    PlanStatus,
    Role,
    ScopeKind,
    User,
    Volunteer,
    Way,
    WeeklyPlan,
)
from volunteers.planning import EVERY_DAY

DAY = dt.date(2025, 3, 14)  # a day in the past, on which most of the tests' hours were given
FAR = dt.date(2100, 1, 1)
_running = count(1)


def district(ags: str) -> District:
    """One of Lower Saxony's, such as 03457 (Leer), 03402 (Emden) or 03241 (Region Hannover)."""
    return District.objects.get(ags=ags)


def field(code: str) -> FieldOfAction:
    """One of the five."""
    return FieldOfAction.objects.get(code=code)


def user(name: str = "konto") -> User:
    """An account without any role."""
    return make_user(f"{name}{next(_running)}@example.org", name)


def member(organisation: Organisation, role: str = Role.CONFIRMER) -> User:
    """An account with a role in that organisation."""
    new = user("mitglied")
    Membership.objects.create(user=new, organisation=organisation, role=role)
    return new


def coordinate(new: User, *, district: District | None = None, field: FieldOfAction | None = None) -> User:
    """Gives the account a scope: the district, the field, or the whole alliance."""
    kind = ScopeKind.DISTRICT if district else ScopeKind.FIELD if field else ScopeKind.ALL
    CoordinatorScope.objects.create(user=new, kind=kind, district=district, field=field)
    return new


def helper(given: str = "Kim", family: str = "Muster") -> Volunteer:
    """A person with an account."""
    return make_volunteer(user("helfer"), given=given, family=family)


def kept(organisation: Organisation, given: str = "Kim", family: str = "Muster", email: str = "") -> Volunteer:
    """A person without account, kept by that organisation."""
    return Volunteer.objects.create(
        kept_by=organisation, name=f"{given} {family}", given_name=given, family_name=family, email=email
    )


def hours(
    volunteer: Volunteer,
    activity: Activity,
    *,
    minutes: int = 60,
    day: dt.date = DAY,
    status: str = HourStatus.SUBMITTED,
    by: User | None = None,
    evidence: str = Evidence.REGISTERED,
) -> HourEntry:
    """An entry that stands at `status`; without its events and without its part in the rollups.

    On weaker evidence than a member's word, who answered a mail link confirmed it.
    """
    now = timezone.now()
    decision: dict[str, Any] = {}
    if status == HourStatus.CONFIRMED:
        decision = {"confirmed_at": now, "evidence": evidence}
        if evidence == Evidence.REGISTERED:
            decision["confirmed_by"] = by or user("zeuge")
        else:
            decision["confirmed_link"] = answered_link(volunteer, activity.organisation)
    return HourEntry.objects.create(
        volunteer=volunteer,
        activity=activity,
        organisation_id=activity.organisation_id,
        day=day,
        minutes=minutes,
        status=status,
        way=Way.API,
        logged_by=volunteer.user,
        submitted_at=now,
        decline_reason="Doppelt" if status == HourStatus.DECLINED else "",
        **decision,
    )


def answered_link(volunteer: Volunteer, organisation: Organisation) -> ConfirmationLink:
    """A mail link that somebody without an account answered just now."""
    now = timezone.now()
    return ConfirmationLink.objects.create(
        volunteer=volunteer,
        organisation=organisation,
        address="leitung@example.net",
        token_digest=hashlib.sha256(f"link {next(_running)}".encode()).hexdigest(),
        created_at=now - dt.timedelta(hours=1),
        expires_at=now + dt.timedelta(days=14),
        used_at=now,
    )


def confirmed(
    volunteer: Volunteer, activity: Activity, *, minutes: int = 60, day: dt.date = DAY, evidence: str = "registered"
) -> HourEntry:
    """A confirmed entry."""
    return hours(volunteer, activity, minutes=minutes, day=day, status=HourStatus.CONFIRMED, evidence=evidence)


def consent(
    volunteer: Volunteer,
    *,
    place: str = Place.REGION_LIST,
    form: str = DisplayForm.FULL_NAME,
    alias: str = "",
    expires_on: dt.date = FAR,
    withdrawn: bool = False,
) -> Consent:
    """A consent, for a long time."""
    now = timezone.now()
    return Consent.objects.create(
        volunteer=volunteer,
        place=place,
        display_form=form,
        alias=alias,
        text=ConsentText.objects.get(version="2026-11", place=place, language="de", purpose="public_thanks"),
        basis="affirmed",
        recorded_by=volunteer.user or user("leitung"),
        given_at=now,
        expires_on=expires_on,
        withdrawn_at=now if withdrawn else None,
    )


def checked(found: RecognitionList) -> RecognitionList:
    """The list with the word of a second coordinator of its district or field, through the service."""
    place = found.organisation.district if found.organisation else found.district
    second = coordinate(user(), district=place, field=found.field)
    return lists.check_list(actor=second, recognition_list=found, revision=found.revision)


def join_request(
    wish: str = "volunteer", *, place: District | None = None, organisation: Organisation | None = None, **columns: Any
) -> JoinRequest:
    """Somebody unknown asks to join, by default to help in Leer, and confirmed the address."""
    said: dict[str, Any] = {"name": "Gesa Neuling", "email": f"gesa{next(_running)}@example.net"}
    if wish == "organisation":
        said |= {"organisation_name": "Willkommen e. V.", "kind": "initiative"}
    where = organisation.district if organisation else place or district("03457")
    now = timezone.now()
    asked = {"status": "open", "asked_at": now, "confirmed_at": now}
    return JoinRequest.objects.create(wish=wish, district=where, organisation=organisation, **said | asked | columns)


def waiver(volunteer: Volunteer, organisation: Organisation, **columns: Any) -> Waiver:
    """A Juleica that was over before the card's rule asked for one; somebody of the organisation saw it."""
    days = {"held_since": dt.date(2019, 5, 1), "held_until": dt.date(2022, 4, 30)}
    seen = {"kind": "juleica", "recorded_at": timezone.now(), "recorded_by": user("leitung")}
    return Waiver.objects.create(volunteer=volunteer, organisation=organisation, **days | seen | columns)


def annex(volunteer: Volunteer, **columns: Any) -> CardAnnex:
    """An annex of three calendar years, under the card's rule of today."""
    rule = ProgrammeRule.objects.get(programme__code="ehrenamtskarte", valid_to=None)
    days = {"period_start": dt.date(2024, 1, 1), "period_end": dt.date(2026, 11, 23)}
    told = {"rule": rule, "met": False, "made_at": timezone.now()} | days
    return CardAnnex.objects.create(volunteer=volunteer, **told | columns)


def annex_part(found: CardAnnex, organisation: Organisation, **columns: Any) -> AnnexPart:
    """An hour in 2026 there, of which nobody said anything yet."""
    told = {"helped_since": dt.date(2026, 3, 1), "minutes": 60, "by_year": {"2026": 60}, "by_span": [60, 0]}
    return AnnexPart.objects.create(annex=found, organisation=organisation, **told | columns)


def claim(
    volunteer: Volunteer,
    organisation: Organisation,
    *,
    competence: str = "teamwork",
    example: str = "Hat das Sommerfest mit vorbereitet.",
    status: str = ClaimStatus.PROPOSED,
) -> CompetenceClaim:
    """A claim at that status, with all that the status asks for; somebody of the organisation decided."""
    now = timezone.now()
    decided = status in {ClaimStatus.CONFIRMED, ClaimStatus.DECLINED}
    return CompetenceClaim.objects.create(
        volunteer=volunteer,
        organisation=organisation,
        competence=competence,
        example=example,
        proposed_example=example,
        status=status,
        proposed_at=now,
        proposed_by=volunteer.user or user(),
        decided_at=now if decided else None,
        decided_by=user() if decided else None,
        decline_reason="Kennen wir nicht" if status == ClaimStatus.DECLINED else "",
        withdrawn_at=now if status == ClaimStatus.WITHDRAWN else None,
    )


def plan(
    volunteer: Volunteer,
    activity: Activity,
    *,
    by: User | None = None,
    minutes: int = 120,
    tolerance: int = 30,
    weekdays: int = EVERY_DAY,
    status: str = PlanStatus.AGREED,
) -> WeeklyPlan:
    """A plan for every day of the last and the next half year; `by` agreed for the organisation."""
    now, today = timezone.now(), timezone.localdate()
    agreed = {"agreed_at": now, "agreed_by": by, "confirmer": by} if status == PlanStatus.AGREED else {}
    return WeeklyPlan.objects.create(
        volunteer=volunteer,
        activity=activity,
        organisation_id=activity.organisation_id,
        weekdays=weekdays,
        minutes=minutes,
        tolerance=tolerance,
        starts_on=today - dt.timedelta(days=180),
        ends_on=today + dt.timedelta(days=180),
        status=status,
        side=PlanSide.VOLUNTEER,
        proposed_at=now,
        proposed_by=volunteer.user or user(),
        **agreed,
    )
