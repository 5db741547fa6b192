"""What is kept on the way to the card: for the person, and what is forgotten of them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef

from recognition.models import AnnexPart, CardAnnex, Waiver
from volunteers.services import retention
from volunteers.services.export import Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User, Volunteer
    from volunteers.services.erasing import Subject


def forget(subject: "Subject") -> None:
    """All of it goes; the decisions stay in the protocol, about nobody."""
    if subject.volunteer is not None:
        Waiver.objects.filter(volunteer=subject.volunteer).delete()
        CardAnnex.objects.filter(volunteer=subject.volunteer).delete()


def moving(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[Waiver]":
    """Waivers go with a record, but for those that the other one has, too."""
    theirs = Waiver.objects.counting().filter(
        volunteer=target, kind=OuterRef("kind"), held_since=OuterRef("held_since")
    )
    return Waiver.objects.filter(volunteer=source).exclude(Exists(theirs), withdrawn_at=None)


def moving_annexes(source: "Volunteer", _target: "Volunteer") -> "models.QuerySet[CardAnnex]":
    """None: who has an account asks for one, and such a record never becomes part of another."""
    return CardAnnex.objects.none()


def _tables(user: "User") -> Tables:
    waivers: Any = Waiver.objects.filter(volunteer__user=user).order_by("pk")
    yield (
        "waivers",
        waivers.values(
            "kind", "held_since", "held_until", "recorded_at", "withdrawn_at", organisation_name=F("organisation__name")
        ).iterator(chunk_size=1000),
    )
    annexes: Any = CardAnnex.objects.filter(volunteer__user=user).order_by("pk")
    columns = ("uuid", "period_start", "period_end", "made_at", "replaced_at")
    yield "card_annexes", annexes.values(*columns, rule_version=F("rule__version")).iterator(chunk_size=1000)
    parts: Any = AnnexPart.objects.filter(annex__volunteer__user=user).order_by("pk")
    told = ("helped_since", "minutes", "by_year", "by_span", "status", "decided_at", "decline_reason")
    yield (
        "card_confirmations",
        parts.values(*told, annex_uuid=F("annex__uuid"), organisation_name=F("organisation__name")).iterator(
            chunk_size=1000
        ),
    )


def _over(before: dt.date) -> "models.QuerySet[CardAnnex]":
    """Annexes from before that day: the municipality decided long ago, or nobody applied."""
    return CardAnnex.objects.filter(made_at__lt=retention.start_of(before))


def _let_go(keys: list[int]) -> None:
    CardAnnex.objects.filter(pk__in=keys).delete()


def _taken_back(before: dt.date) -> "models.QuerySet[Waiver]":
    """Waivers that nobody counts any more. Those that are over stay: what was reached rests on them."""
    return Waiver.objects.filter(withdrawn_at__lt=retention.start_of(before))


def _let_waivers_go(keys: list[int]) -> None:
    Waiver.objects.filter(pk__in=keys).delete()


ANNEXES = retention.Handler(_over, _let_go)
WAIVERS = retention.Handler(_taken_back, _let_waivers_go)

_DECIDED = "what somebody decides for an organisation or the alliance is told by `decisions`"
_WITHDREW = "that it was taken back is told; by whom is theirs"

SOURCE = Source(
    tables=_tables,
    covers={
        "recognition.Waiver.volunteer": "waivers",
        "recognition.CardAnnex.volunteer": "card_annexes",
    },
    excuses={
        "recognition.Waiver.recorded_by": _DECIDED,
        "recognition.Waiver.withdrawn_by": _WITHDREW,
        "recognition.AnnexPart.decided_by": _DECIDED,
    },
)
