"""What the public sees of a list, read anew each time; and what a draft would show, with what stands against it.

Three rules keep people safe beside their consent (domain.md, "Publishing names"):

1. Fewer than three rows: nobody is shown.
2. Rows without a real name (unnamed, or under an alias) are shown only among at least three people whom they could be:
   everyone who helped there and is not named. Else whoever knows the others could tell by elimination who it is.
3. Who no longer has the hours (a correction took them) is not shown.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from backend.common import clock
from recognition.models import ListEntry, ListStatus, RecognitionList
from volunteers.consent_querysets import ConsentQuerySet
from volunteers.display import shown_name
from volunteers.models import PUBLIC_THANKS, Consent, DisplayForm, DistrictHiding, HourEntry, Place, Volunteer
from volunteers.querysets import HourEntryQuerySet
from volunteers.services import safety

FEWEST = 3  # a shorter list would point at people; fewer who could be meant, too (domain.md, "Publishing names")


@dataclass(frozen=True, slots=True)
class PublicRows:
    """What the public sees of a list: names in the form their people chose, and how many more wish to stay unnamed.

    People without a name are only counted: rows that cannot be told apart need no rows.
    """

    names: list[str]
    unnamed: int

    def __len__(self) -> int:
        return len(self.names) + self.unnamed


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands against publishing: a code for programs, a sentence for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What the public would see of a list now, how it differs from the version before, and what stands against it.

    `joined` and `left` count people by the entries, as publishing would store them.
    """

    rows: PublicRows
    joined: int
    left: int
    findings: list[Finding] = field(default_factory=list)


def place_of(recognition_list: RecognitionList) -> Place:
    """The place a person must have consented to, to stand on this list."""
    return Place.ORGANISATION_LIST if recognition_list.organisation_id else Place.REGION_LIST


def public_rows(recognition_list: RecognitionList) -> PublicRows:
    """The rows of a published list, read anew from the consents that are valid now.

    Two queries, and a third where somebody stands there without their name. Alphabetical: thanks is not a contest.
    """
    consents = _listed(recognition_list).filter(place=place_of(recognition_list))
    return _rows(recognition_list, list(consents))


def public_and_print_rows(recognition_list: RecognitionList) -> tuple[PublicRows, PublicRows]:
    """Both at once, for the page that links to the printed form: as many queries as for one."""
    place = place_of(recognition_list)
    found = list(_listed(recognition_list).filter(place__in=[place, Place.PRINT]))
    shown, printed = ([one for one in found if one.place == each] for each in (place, Place.PRINT))
    return _rows(recognition_list, shown), _rows(recognition_list, printed)


def print_rows(recognition_list: RecognitionList) -> PublicRows:
    """The rows of its printed form: those of the list who agreed to print too, in the form they chose for print."""
    return _rows(recognition_list, list(_listed(recognition_list).filter(place=Place.PRINT)))


def examine(recognition_list: RecognitionList) -> Examination:
    """What would be seen if a draft were published now, and what stands against it. At most three queries."""
    found: Any = list(due(recognition_list).annotate(tied=_tied()).select_related("volunteer"))
    consents: list[Consent] = [consent for consent in found if not consent.tied]
    now = {consent.volunteer_id for consent in found}
    before = _people_before(recognition_list)
    findings = []
    if len(consents) < FEWEST:
        sentence = _("Auf dieser Liste stünden weniger als drei Menschen: das würde auf Einzelne zeigen.")
        findings.append(Finding("too_few", sentence))
    elif _stand_out(recognition_list, consents):
        sentence = _(
            "Wer ungenannt bleiben oder mit einem selbst gewählten Namen erscheinen möchte, wäre zu erraten: Es gibt "
            "zu wenige andere, die gemeint sein könnten."
        )
        findings.append(Finding("unnamed_stand_out", sentence))
    rows = _rows(recognition_list, consents)
    return Examination(rows, joined=len(now - before), left=len(before - now), findings=findings)


def due(recognition_list: RecognitionList) -> ConsentQuerySet:
    """Valid consents for this place of everyone with the hours in scope and period: one a person."""
    consents = Consent.objects.valid_on(clock.today()).filter(purpose=PUBLIC_THANKS, place=place_of(recognition_list))
    return _with_hours(recognition_list, consents)


def _listed(recognition_list: RecognitionList) -> ConsentQuerySet:
    """Valid consents, for any place, of those on the published list who agreed to its place and have the hours."""
    today = clock.today()
    listed = ListEntry.objects.filter(list=recognition_list, list__status=ListStatus.PUBLISHED).publicly_listed(
        place=place_of(recognition_list), day=today, hidden=safety.hidden_districts()
    )
    consents = Consent.objects.valid_on(today).filter(purpose=PUBLIC_THANKS, volunteer__in=listed.values("volunteer"))
    return _with_hours(recognition_list, consents).select_related("volunteer")


def _people_before(recognition_list: RecognitionList) -> set[int]:
    """Who is on the newest version before this one that was published. No query for the first version."""
    if recognition_list.version == 1:
        return set()
    before = RecognitionList.objects.filter(slug=recognition_list.slug, version__lt=recognition_list.version)
    newest = before.exclude(published_at=None).order_by("-version").values("pk")[:1]
    return set(ListEntry.objects.filter(list__in=newest).values_list("volunteer_id", flat=True))


def _tied() -> Exists:
    """Whether something ties the consent's person to a district out of public sight, for `annotate`."""
    hidden: Any = DistrictHiding.objects.standing().values("district_id")
    return Exists(Volunteer.objects.at_home_in(hidden).filter(pk=OuterRef("volunteer_id")))


def _rows(recognition_list: RecognitionList, consents: list[Consent]) -> PublicRows:
    if _stand_out(recognition_list, consents):
        consents = [consent for consent in consents if _is_named(consent)]
    if len(consents) < FEWEST:
        return PublicRows(names=[], unnamed=0)
    shown = [shown_name(consent) for consent in consents]
    names = sorted((name for name in shown if name), key=_alphabetical)
    return PublicRows(names=names, unnamed=len(shown) - len(names))


def _stand_out(recognition_list: RecognitionList, consents: list[Consent]) -> bool:
    """Whether somebody without their real name could be only one or two people. One query, none where all are named."""
    named = sum(map(_is_named, consents))
    return named < len(consents) and _enough(recognition_list).count() - named < FEWEST


def _is_named(consent: Consent) -> bool:
    """Whether they appear under their real name, in full or in part."""
    return consent.display_form != DisplayForm.ALIAS and shown_name(consent) != ""


def _alphabetical(name: str) -> tuple[str, str]:
    """As in a German dictionary (DIN 5007, variant 1): ä beside a, ß as ss; other scripts by their code points."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)), name


def _with_hours(recognition_list: RecognitionList, consents: ConsentQuerySet) -> ConsentQuerySet:
    """Those of people with enough hours there."""
    if recognition_list.least_minutes is None:
        return consents.filter(Exists(_hours_of(recognition_list).filter(volunteer_id=OuterRef("volunteer_id"))))
    return consents.filter(volunteer__in=_enough(recognition_list))


def _enough(recognition_list: RecognitionList) -> "QuerySet[HourEntry, Any]":
    """Everyone with enough confirmed minutes in scope and period, once, as rows with `volunteer`."""
    hours = _hours_of(recognition_list).order_by().values("volunteer")
    if recognition_list.least_minutes is None:
        return hours.distinct()
    return hours.annotate(sum=Sum("counted")).filter(sum__gte=recognition_list.least_minutes).values("volunteer")


def _hours_of(recognition_list: RecognitionList) -> HourEntryQuerySet:
    hours = HourEntry.objects.counting().in_period(recognition_list.period_start, recognition_list.period_end)
    if recognition_list.organisation_id:
        return hours.filter(organisation_id=recognition_list.organisation_id)
    if recognition_list.district_id:
        return hours.filter(activity__district_id=recognition_list.district_id)
    return hours.filter(activity__field_id=recognition_list.field_id)
