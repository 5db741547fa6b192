"""What everybody may know of the alliance's figures: whole years, counted once, and never changed (decision 35).

Who could see one count before and one after a confirmation, a correction or an erasure would see what single people
gave. So a year is counted when it is over and those who confirm had two months for it; that is what is told from then
on, whatever changes in the ledger. Coordinators have today's figures (`volunteers.services.figures`), counted alike.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Sum

from backend.common import clock
from backend.common.errors import Conflict
from recognition.models.statistics import BREAKDOWNS, PublishedCell, PublishedYear
from recognition.suppression import FEWEST_PEOPLE, Count, hidden_keys, may_be_told, may_tell_organisations
from volunteers.models import DistrictHiding, DistrictMonth, HourEntry
from volunteers.services import figures
from volunteers.services.figures import Figures

PUBLISHED_FROM = 3  # March: the month of the next year from which on a year is counted
LICENCE = "https://www.govdata.de/dl-de/zero-2-0"
STEP_HOURS = 100  # hours of the current year are told in such steps


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: whole minutes, different people and organisations; all None where it is hidden.

    `organisations` is None in each line that counts some where they would tell those of a hidden one.
    """

    key: str
    minutes: int | None
    people: int | None
    organisations: int | None

    @property
    def hidden(self) -> bool:
        """Whether it says nothing."""
        return self.people is None


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown of one year. The people of its lines may add up to more than the total: some are in two."""

    by: str
    year: int
    total: Line
    lines: list[Line]
    published_at: dt.datetime


def years() -> list[int]:
    """Published calendar years, the newest first. One query."""
    return list(PublishedYear.objects.order_by("-year").values_list("year", flat=True))


def table(*, year: int, by: str) -> Table | None:
    """One table of a published year as everybody may see it now; None where there is none. Three queries.

    A district out of public sight is hidden like one of too few people, with another one where that would tell it.
    """
    found = PublishedYear.objects.filter(year=year).first()
    if found is None:
        return None
    columns = ("key", "minutes", "people", "organisations")
    lines = [Line(*row) for row in found.cells.filter(by=by).order_by("pk").values_list(*columns)]
    total = Line("", found.minutes, found.people, found.organisations)
    told = Table(by, year, total, lines, found.published_at)
    return _less_organisations(_without(told, hidden_ags()) if by == "district" else told)


def hidden_ags() -> frozenset[str]:
    """The districts out of public sight now, by AGS. One query."""
    return frozenset(DistrictHiding.objects.standing().values_list("district__ags", flat=True))


def hours_so_far(today: dt.date) -> int | None:
    """Confirmed hours of the closed quarters of this year, rounded down to whole hundreds; None for too few people.

    That is all that is told of a year before it is published. Two queries, none before April.
    """
    first = today.replace(month=1, day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = quarter - dt.timedelta(days=1)
    if last < first:
        return None
    given = HourEntry.objects.counting().in_period(first, last).order_by().values("volunteer").distinct()
    if len(given[:FEWEST_PEOPLE]) < FEWEST_PEOPLE:
        return None
    minutes = DistrictMonth.objects.filter(month__gte=first, month__lte=last).aggregate(sum=Sum("minutes"))["sum"] or 0
    return int(minutes) // 60 // STEP_HOURS * STEP_HOURS or None


def publish_due(*, today: dt.date | None = None) -> list[int]:
    """Publish each year that is due and was not published, the oldest first; returns which."""
    today = today or clock.today()
    newest = today.year - 1 if today.month >= PUBLISHED_FROM else today.year - 2
    there = set(years())
    due = sorted(year for year in figures.years() if year <= newest and year not in there)
    return [year for year in due if publish(year=year)]


@transaction.atomic
def publish(*, year: int) -> PublishedYear | None:
    """Count that year once and for ever; None as long as it is about too few people or hours to be told.

    Raises Conflict (`figures_disagree`) where hours were confirmed between two of the tables: counted again next time.
    """
    tables = {by: _count(by, year) for by in BREAKDOWNS}
    totals = {(each.total.minutes, each.total.people, each.total.organisations) for each in tables.values()}
    if len(totals) > 1:
        raise Conflict("", code="figures_disagree")
    ((minutes, people, organisations),) = totals
    if not may_be_told(Count(people, minutes)):
        return None
    published = PublishedYear.objects.create(
        year=year, minutes=minutes, people=people, organisations=organisations, published_at=clock.now()
    )
    cells = [cell for each in tables.values() for cell in _cells(published, each)]
    PublishedCell.objects.bulk_create(cells)
    return published


def _count(by: str, year: int) -> Figures:
    return figures.figures(by=by, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31), reach=figures.EVERYTHING)


def _cells(published: PublishedYear, found: Figures) -> Iterator[PublishedCell]:
    """The lines of a table, without the numbers of those to be hidden."""
    total = Count(found.total.people, found.total.minutes)
    hidden = hidden_keys({one.key: Count(one.people, one.minutes) for one in found.cells}, total)
    for one in found.cells:
        told = {"minutes": one.minutes, "people": one.people, "organisations": one.organisations}
        shown: Mapping[str, int] = {} if one.key in hidden else told
        yield PublishedCell(year=published, by=found.by, key=one.key, **shown)


def _without(told: Table, districts: frozenset[str]) -> Table:
    """The table with those districts hidden too.

    Where others are hidden already, it hides among them. Else the next smallest are hidden with it: of what was
    published only less is told, never more, so that two views of the table are no more than the whole one.
    """
    known = {line.key: Count(line.people, line.minutes or 0) for line in told.lines if line.people is not None}
    hidden = {key for key in districts & known.keys() if known[key].people}
    if not hidden:
        return told
    if len(known) == len(told.lines):
        total = Count(told.total.people or 0, told.total.minutes or 0)
        hidden |= hidden_keys(known, total, also=hidden)
    lines = [Line(line.key, None, None, None) if line.key in hidden else line for line in told.lines]
    return replace(told, lines=lines)


def _less_organisations(told: Table) -> Table:
    """The table as it is, or without organisations in its lines where they would tell those of a hidden one.

    When it is read, not when it is counted: so it holds for years that were published before, too.
    """
    shown = [line.organisations or 0 for line in told.lines if not line.hidden]
    if may_tell_organisations(shown, told.total.organisations or 0, hidden=len(told.lines) - len(shown)):
        return told
    return replace(told, lines=[replace(line, organisations=None) if line.people else line for line in told.lines])
