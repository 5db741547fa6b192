"""From the ledger to the frozen content of certificates: a few queries for any number of people."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Max, Min, Sum
from django.db.models.functions import ExtractYear

from certificates.models import Issuer
from certificates.press.wording import printed_in
from volunteers.models import Volunteer, VolunteerDetails
from volunteers.models.hours import Evidence
from volunteers.querysets import HourEntryQuerySet

STRENGTH = [Evidence.UNKNOWN_ADDRESS, Evidence.KNOWN_DOMAIN, Evidence.REGISTERED]  # weakest first


@dataclass(slots=True)
class Deeds:
    """What one person's confirmed hours amount to; minutes per activity (title, organisation) and per year."""

    activities: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    years: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    evidence: set[str] = field(default_factory=set)
    first: dt.date = dt.date.max
    last: dt.date = dt.date.min

    @property
    def minutes(self) -> int:
        """All confirmed minutes."""
        return sum(self.years.values())

    @property
    def weakest_evidence(self) -> str:
        """The level that the whole can claim: that of its weakest part."""
        return next(level for level in STRENGTH if level in self.evidence)


def deeds_of(volunteers: Sequence[Volunteer], hours: HourEntryQuerySet) -> dict[int, Deeds]:
    """Deeds by volunteer key, from one grouped query over `hours`; people without confirmed hours are missing."""
    found: dict[int, Deeds] = {}
    rows = (
        hours.counting()
        .filter(volunteer__in=volunteers)
        .values_list("volunteer_id", "activity__title", "activity__organisation__name", ExtractYear("day"), "evidence")
        .annotate(total=Sum("counted"), first=Min("day"), last=Max("day"))
        .order_by("volunteer_id", "activity__organisation__name", "activity__title")
    )
    for volunteer, title, organisation, year, evidence, minutes, first, last in rows:
        deeds = found.setdefault(volunteer, Deeds())
        deeds.activities[(title, organisation)] += minutes
        deeds.years[year] += minutes
        deeds.evidence.add(evidence)
        deeds.first, deeds.last = min(deeds.first, first), max(deeds.last, last)
    return found


def period_of(deeds: Deeds) -> dict[str, str]:
    """From the first day on which something was done to the last."""
    return {"start": deeds.first.isoformat(), "end": deeds.last.isoformat()}


def facts_of(deeds: Deeds) -> dict[str, Any]:
    """What a record says of the deeds, as JSON: the days on which something was done, not the asked period."""
    return {
        "period": period_of(deeds),
        "minutes_total": deeds.minutes,
        "years": [{"year": year, "minutes": minutes} for year, minutes in sorted(deeds.years.items())],
        "activities": [
            {"title": title, "organisation": organisation, "minutes": minutes}
            for (title, organisation), minutes in deeds.activities.items()
        ],
        "evidence": deeds.weakest_evidence,
    }


def beside(language: str) -> str:
    """The second language of a document for somebody of that language: German, so that every office here can read it.

    None where the document speaks German already, be it simple German or for want of texts in the language.
    """
    return "" if printed_in(language).startswith("de") else "de"


def identity_hash(email: str, salt: str) -> str:
    """IdentityHash of Open Badges 3.0, so that a credential shows nobody the holder's address (in lower case here)."""
    return "sha256$" + hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()


def content_for(
    *,
    kind: str,
    volunteer: Volunteer,
    deeds: Deeds | None,
    issuer: Issuer,
    number: str,
    code: str,
    period: tuple[dt.date, dt.date],
    issued_on: dt.date,
    language: str = "",
    ongoing: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """The content as JSON (see `certificates.content`). Not validated here: the press judges, and says why not.

    A thanks carries no figures. A record names the days on which something was done, within the asked period. Without
    `language` it is the volunteer's; German stands beside it. `more` are further keys of the content as JSON, such as
    role, competences, trainings, text, birth_date, replaces, did, status, recipient_hash, recipient_salt, beside.
    """
    spoken = language or volunteer.language
    content: dict[str, Any] = {
        "kind": kind,
        "language": spoken,
        "beside": beside(spoken),
        "name": volunteer.name,
        "name_latin": volunteer.name_latin,
        "number": number,
        "code": code,
        "verify_url": f"{settings.PUBLIC_URL}/v/{code}",
        "issued_on": issued_on.isoformat(),
        "issuer": {
            "name": issuer.name,
            "address": [line.strip() for line in issuer.address.splitlines() if line.strip()],
            "contact": issuer.contact,
            "place": issuer.place,
            "signatory_name": issuer.signatory_name,
            "signatory_role": issuer.signatory_role,
        },
    }
    if kind == "thanks" or deeds is None:
        content["period"] = {"start": period[0].isoformat(), "end": period[1].isoformat()}
    else:
        content |= facts_of(deeds) | _birth_date(volunteer)
    if ongoing:
        content["period"]["ongoing"] = True
    return content | more


def _birth_date(volunteer: Volunteer) -> dict[str, str]:
    """Only where the person wants it to be printed."""
    details: VolunteerDetails | None = getattr(volunteer, "details", None)
    if details is None or details.birth_date is None or not details.print_birth_date:
        return {}
    return {"birth_date": details.birth_date.isoformat()}


def in_chunks(keys: Sequence[int], size: int = 1000) -> Iterator[list[Volunteer]]:
    """The volunteers of those keys, in their order, `size` at a time: memory stays flat."""
    for start in range(0, len(keys), size):
        part = keys[start : start + size]
        people = Volunteer.objects.select_related("details").in_bulk(part)
        yield [people[key] for key in part]
