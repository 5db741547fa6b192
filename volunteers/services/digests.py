"""Digest mails: who confirms hears at most once a day that hours and corrections wait, never once for each entry.

The organisation chooses the rhythm. Daily means: on days on which something was added, and on Mondays while anything
waits; weekly means Mondays. One mail for all of somebody's organisations; one's own hours are not counted, for others
confirm them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.outbox import Pointless
from volunteers.models import Correction, DigestRhythm, HourEntry, Mail, Membership, Organisation, User
from volunteers.models.corrections import DAYS_TO_ANSWER
from volunteers.services import mailing

TOPIC = "stand"  # what somebody stops who wants no more of these mails
MONDAY = 0


def send(day: dt.date | None = None) -> int:
    """Order the digests of that local date (today). Again on the same day orders none twice. Returns how many."""
    day = day or clock.today()
    due = _due(day)
    members: dict[int, set[int]] = defaultdict(set)
    current = Membership.objects.current().filter(organisation__in=due, user__is_active=True)
    for member, place in current.values_list("user_id", "organisation_id"):
        members[member].add(place)
    people = User.objects.filter(pk__in=members).exclude(email="").only("uuid", "email", "language")
    ordered = 0
    for user in people.iterator(chunk_size=500):
        if any(_waiting(user, members[user.pk])):
            ordered += mailing.enqueue(
                kind="digest",
                key=f"digest:{user.uuid}:{day.isoformat()}",
                to=user.email,
                language=user.language,
                context={"user": str(user.uuid), "organisations": sorted(members[user.pk])},
            )
    return ordered


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What the digest says: its organisations with how many entries wait when it leaves."""
    user = User.objects.filter(uuid=mail.context["user"], is_active=True).first()
    current = Membership.objects.current().filter(user=user, organisation__in=mail.context["organisations"])
    here = set(current.values_list("organisation_id", flat=True))
    entries, corrections = _waiting(user, here) if user else ({}, {})
    if not entries and not corrections:
        return Pointless("decided", _("Es wartet nichts mehr."))
    places = [
        {
            "uuid": organisation.uuid,
            "name": organisation.name,
            "number": entries.get(organisation.pk, 0),
            "corrections": corrections.get(organisation.pk, 0),
        }
        for organisation in Organisation.objects.filter(pk__in={*entries, *corrections})
    ]
    return {"places": places, "number": sum(entries.values()), "days": DAYS_TO_ANSWER}


def _due(day: dt.date) -> list[int]:
    """Keys of the organisations whose members hear something on that date."""
    monday = day.weekday() == MONDAY
    rhythms = [DigestRhythm.DAILY, *([DigestRhythm.WEEKLY] if monday else [])]
    hears = {"organisation__is_active": True, "organisation__digest__in": rhythms}
    entries = HourEntry.objects.waiting().filter(**hears).order_by()
    corrections = Correction.objects.for_organisation().filter(**hears).order_by()
    newest = [
        *entries.values_list("organisation_id").annotate(Max("submitted_at")),
        *corrections.values_list("organisation_id").annotate(Max("proposed_at")),
    ]
    since = clock.now() - dt.timedelta(days=1)
    return sorted({key for key, came_at in newest if monday or came_at > since})


def _waiting(user: User, organisations: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many entries, and how many corrections, wait at each of them for a word that this user may give."""
    entries = HourEntry.objects.waiting().filter(organisation__in=organisations)
    others = entries.exclude(volunteer__user=user).exclude(volunteer__email__iexact=user.email)
    corrections = Correction.objects.for_organisation().filter(organisation__in=organisations)
    not_own = corrections.exclude(entry__volunteer__user=user).exclude(entry__volunteer__email__iexact=user.email)
    return (
        dict(others.order_by().values_list("organisation_id").annotate(Count("pk"))),
        dict(not_own.order_by().values_list("organisation_id").annotate(Count("pk"))),
    )
