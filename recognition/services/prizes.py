"""Prizes: their rounds, and a draft of an application from a published example and confirmed hours.

A draft is made when somebody looks, and kept nowhere: what the example does not say any more, it does not say either.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid, NotFound
from recognition.models import Prize, PrizeCall, Story, StoryAdoption
from volunteers.models import HourEntry
from volunteers.reach import reach_of
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

FEWEST = 5  # people; a smaller number could point at somebody
LANGUAGE = "de"  # of the juries


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of an application: what is asked, and what the draft says; "" is left to the applicant."""

    code: str
    label: str
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An application to be finished by a person. `call` is the round that is open or the last one known."""

    prize: Prize
    story: Story
    call: PrizeCall | None
    fields: list[Filled]

    def as_text(self) -> str:
        """To be taken along: a heading, then each field, in German."""
        with override(LANGUAGE):
            lines = [self.prize.name, "=" * len(self.prize.name), ""]
            lines += [_deadline(self.call), self.prize.website, ""]
            for field in self.fields:
                lines += [field.label, "-" * len(field.label), field.text or _("(bitte ergänzen)"), ""]
            day = date_format(clock.today(), "SHORT_DATE_FORMAT")
            lines.append(
                _("Entwurf vom %(day)s, aus bestätigten Stunden und einem veröffentlichten Beispiel.") % {"day": day}
            )
            return "\n".join(lines) + "\n"


@transaction.atomic
def enter_call(
    *,
    actor: "User",
    prize: Prize,
    year: int,
    closes_on: dt.date,
    source: str,
    motto: str = "",
    opens_on: dt.date | None = None,
) -> PrizeCall:
    """Write down a round of a prize, once it is announced; for everybody who coordinates.

    Raises Forbidden (`not_coordinator`), Invalid (`missing`, `too_long`, `not_printable`, `period_out_of_order`,
    `year_mismatch`), Conflict (`already_entered`).
    """
    if not reach_of(actor).coordinates:
        raise Forbidden(_("Das darf nur die Koordination."), code="not_coordinator")
    if blank(source):
        raise Invalid(_("Bitte nennen Sie, woher Sie das wissen."), code="missing", field="source")
    source, motto = tidy(source), tidy(motto)
    check_line(source, field="source", most=300)
    check_line(motto, field="motto", most=200)
    if opens_on is not None and opens_on > closes_on:
        sentence = _("Das Ende des Zeitraums liegt vor seinem Anfang.")
        raise Invalid(sentence, code="period_out_of_order", field="closes_on")
    if closes_on.year not in {year, year - 1}:
        sentence = _("Das Jahr passt nicht zum Einsendeschluss.")
        raise Invalid(sentence, code="year_mismatch", field="year")
    try:
        with transaction.atomic():
            call = PrizeCall.objects.create(
                prize=prize, year=year, motto=motto, opens_on=opens_on, closes_on=closes_on, source=source
            )
    except IntegrityError as error:
        raise Conflict(_("Diese Runde ist schon eingetragen."), code="already_entered", field="year") from error
    note(
        act=Act.PRIZE_CALL_ENTERED,
        actor=actor,
        subject=call.uuid,
        detail={"prize": prize.code, "year": year, "closes_on": closes_on.isoformat()},
    )
    return call


def drafts(*, actor: "User", story: Story) -> list[Draft]:
    """A draft for each prize. Raises Forbidden (`not_coordinator`), NotFound for what the public does not see."""
    _check(actor, story)
    return [_draft(prize, story) for prize in Prize.objects.prefetch_related("calls")]


def draft(*, actor: "User", prize: Prize, story: Story) -> Draft:
    """One of them. Raises as `drafts`."""
    _check(actor, story)
    return _draft(prize, story)


def next_call(prize: Prize) -> PrizeCall | None:
    """The round that can be applied for now or soon, else the last one known. Reads `calls` of the prize."""
    calls, today = sorted(prize.calls.all(), key=lambda call: call.closes_on), clock.today()
    coming = [call for call in calls if call.closes_on >= today]
    return coming[0] if coming else (calls[-1] if calls else None)


def _check(actor: "User", story: Story) -> None:
    if not reach_of(actor).coordinates:
        raise Forbidden(_("Das darf nur die Koordination."), code="not_coordinator")
    seen = Story.objects.publicly_listed(clock.today()).filter(pk=story.pk)
    if not seen.in_scope(reach_of(actor)).exists():
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))


def _draft(prize: Prize, story: Story) -> Draft:
    call = next_call(prize)
    with override(LANGUAGE):
        fields = [
            Filled(one["code"], one["label"], one["hint"], _said(one["source"], story, call)) for one in prize.fields
        ]
    return Draft(prize, story, call, fields)


def _said(source: str, story: Story, call: PrizeCall | None) -> str:
    if source == "motto":
        coming = call is not None and call.closes_on >= clock.today()
        return _("Motto: %(motto)s") % {"motto": call.motto} if coming and call and call.motto else ""
    return SOURCES[source](story) if source else ""


def _applicant(story: Story) -> str:
    organisation = story.organisation
    lines = [organisation.name, str(organisation.get_kind_display()), organisation.district.name, organisation.website]
    return "\n".join(line for line in lines if line)


def _since(story: Story) -> str:
    return date_format(story.started_on, "DATE_FORMAT") if story.started_on else ""


def _since_and_adopted(story: Story) -> str:
    said = []
    if story.started_on:
        said.append(_("Seit %(day)s.") % {"day": _since(story)})
    adopted = StoryAdoption.objects.publicly_listed().filter(story=story).count()
    if adopted:
        said.append(_("Andere Organisationen, die es übernommen haben: %(number)s.") % {"number": adopted})
    return " ".join(said)


def _engagement(story: Story) -> str:
    """Confirmed hours of its activity, else of the organisation; year by year, of at least FEWEST people."""
    hours = HourEntry.objects.confirmed().counting().filter(organisation=story.organisation_id)
    if story.activity_id:
        hours = hours.filter(activity=story.activity_id)
    years = (
        hours.order_by()
        .annotate(year=ExtractYear("day"))
        .values_list("year")
        .annotate(minutes=Sum("counted"), people=Count("volunteer", distinct=True))
        .order_by("year")
    )
    lines = [_year(*row) for row in years]
    if not lines:
        return ""
    what = story.activity.title if story.activity else story.organisation.name
    return "\n".join([_("Bestätigte, unbezahlte Stunden (%(what)s):") % {"what": what}, *lines])


def _year(year: int, minutes: int, people: int) -> str:
    if people < FEWEST:
        return _("%(year)s: weniger als %(fewest)s Engagierte") % {"year": year, "fewest": FEWEST}
    told = {"year": year, "people": people, "hours": number_format(minutes // 60, force_grouping=True)}
    return _("%(year)s: %(people)s Engagierte, %(hours)s Stunden") % told


def _deadline(call: PrizeCall | None) -> str:
    if call is None:
        return _("Noch ist keine Runde bekannt.")
    day = date_format(call.closes_on, "DATE_FORMAT")
    if call.closes_on < clock.today():
        return _("Die letzte bekannte Runde endete am %(day)s; die nächste ist noch nicht eingetragen.") % {"day": day}
    return _("Einsendeschluss: %(day)s") % {"day": day}


SOURCES: dict[str, Callable[[Story], str]] = {
    "organisation": _applicant,
    "title": lambda story: story.title,
    "summary": lambda story: story.summary,
    "text": lambda story: story.text,
    "audience": lambda story: story.audience,
    "partners": lambda story: story.partners,
    "since": _since,
    "since_and_adopted": _since_and_adopted,
    "engagement": _engagement,
}
