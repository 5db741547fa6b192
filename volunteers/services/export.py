"""Everything that is kept here about a person, for that person (GDPR, articles 15 and 20).

Tables as lists of flat rows with the API's names; days are local dates, instants are UTC. What other people did is
there, who they are is not: that is theirs.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from volunteers.models import (
    CompetenceClaim,
    Consent,
    CoordinatorScope,
    HourEntry,
    LedgerEvent,
    Membership,
    Volunteer,
    VolunteerDetails,
)

if TYPE_CHECKING:
    from volunteers.models import User

Rows: TypeAlias = list[dict[str, Any]]
Tables: TypeAlias = dict[str, Rows]


def own_data(*, actor: "User") -> Tables:
    """The actor's own rows: account, roles, and what they did as a volunteer. Ten queries, however many rows."""
    volunteer = Volunteer.objects.filter(user=actor).select_related("kept_by").first()
    tables: Tables = {
        "account": [
            {
                "uuid": actor.uuid,
                "email": actor.email,
                "name": actor.name,
                "language": actor.language,
                "created_at": actor.created_at,
                "last_sign_in_at": actor.last_login,
            }
        ],
        "memberships": _rows(
            Membership.objects.filter(user=actor)
            .order_by("pk")
            .values("role", "created_at", "ended_at", organisation_name=F("organisation__name"))
        ),
        "scopes": _rows(
            CoordinatorScope.objects.filter(user=actor)
            .order_by("pk")
            .values("kind", "created_at", district_name=F("district__name"), field_code=F("field__code"))
        ),
    }
    return tables if volunteer is None else tables | _of(volunteer, actor)


def _of(volunteer: Volunteer, actor: "User") -> Tables:
    told = VolunteerDetails.objects.filter(volunteer=volunteer).values("gender", "birth_date", "print_birth_date")
    columns = ("uuid", "name", "name_latin", "given_name", "family_name", "email", "language", "created_at")
    person = {column: getattr(volunteer, column) for column in columns}
    steps = (
        LedgerEvent.objects.filter(entry__volunteer=volunteer)
        .annotate(by_yourself=ExpressionWrapper(Q(actor__isnull=False, actor=actor), BooleanField()))
        .order_by("pk")
        .values(
            "at",
            "way",
            "from_status",
            "to_status",
            "minutes",
            "evidence",
            "reason",
            "by_yourself",
            entry_uuid=F("entry__uuid"),
        )
    )
    return {
        "volunteer": [person],
        "details": _rows(told),
        "hours": _rows(
            HourEntry.objects.filter(volunteer=volunteer)
            .order_by("day", "pk")
            .values(
                "uuid", "day", "minutes", "note", "status", "way", "submitted_at", "confirmed_at", "evidence",
                "decline_reason", activity_title=F("activity__title"), organisation_name=F("organisation__name"),
            )
        ),
        "steps": _rows(steps),
        "consents": _rows(
            Consent.objects.filter(volunteer=volunteer)
            .order_by("pk")
            .values(
                "uuid", "purpose", "place", "display_form", "alias", "text_version", "given_at", "expires_on",
                "withdrawn_at",
            )
        ),
        "competences": _rows(
            CompetenceClaim.objects.filter(volunteer=volunteer)
            .order_by("pk")
            .values(
                "uuid", "competence", "example", "proposed_example", "status", "proposed_at", "decided_at",
                "decline_reason", "withdrawn_at", organisation_name=F("organisation__name"),
            )
        ),
    }  # fmt: skip


def _rows(rows: Iterable[Any]) -> Rows:
    return [dict(row) for row in rows]
