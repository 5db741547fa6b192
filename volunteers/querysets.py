"""Every read of this app. Rows reach a person only through `visible_to`; nothing is visible by default."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from backend.common.windows import Window
from volunteers import sums
from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from volunteers.models import (
        Activity,
        CompetenceClaim,
        CoordinatorScope,
        District,
        DistrictMonth,
        FieldOfAction,
        HourEntry,
        LedgerEvent,
        Membership,
        Organisation,
        User,
        Volunteer,
    )

    Viewer: TypeAlias = User | AnonymousUser
    Keys: TypeAlias = models.QuerySet[Any, Any]


def valid_on(day: dt.date) -> Q:
    """Rows with `valid_from`/`valid_to` that hold on that local date, both ends included and both optional."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))


class DistrictQuerySet(models.QuerySet["District"]):
    """Districts are public."""

    def valid_on(self, day: dt.date) -> Self:
        """Those that exist on that day."""
        return self.filter(valid_on(day))

    def choices(self, day: dt.date) -> list[tuple[str, str]]:
        """Key and name of those of that day, by name, so that a town and the district around it differ. One query."""
        return [(ags, label) for _pk, ags, label in self.labelled(day)]

    def labelled(self, day: dt.date) -> list[tuple[int, str, str]]:
        """The same, with the primary key before them."""
        rows = list(self.valid_on(day).order_by("name", "ags").values_list("pk", "ags", "name", "kind"))
        names = [name for _pk, _ags, name, _kind in rows]
        return [
            (pk, ags, f"{name} ({kind.removeprefix('kreisfreie ')})" if names.count(name) > 1 else name)
            for pk, ags, name, kind in rows
        ]


class FieldOfActionQuerySet(models.QuerySet["FieldOfAction"]):
    """Fields of action are public."""

    def valid_on(self, day: dt.date) -> Self:
        """Those in use on that day."""
        return self.filter(valid_on(day))

    def choices(self, day: dt.date) -> list[tuple[str, str]]:
        """Code and name, in the language of the page, of those of that day, in their order. One query."""
        rows = self.valid_on(day).order_by("position", "code").values_list("code", "name")
        return [(code, gettext(name)) for code, name in rows]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations are a public directory."""

    def visible_to(self, user: "Viewer") -> Self:
        """All active ones; the inactive only for their members, and for who coordinates their district."""
        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(Q(is_active=True) | Q(pk__in=reach.organisations) | Q(district_id__in=reach.districts))

    def publicly_listed(self) -> Self:
        """Those that the public directory shows: the active ones outside of hidden districts."""
        return self.filter(is_active=True).exclude(district_id__in=_hidden_districts())

    def found_by(self, words: str) -> Self:
        """Those in whose name, place or offers each of the first five words occurs."""
        found = self
        listed = _activities().publicly_listed()  # else a search would tell of what is hidden
        for word in words.split()[:5]:
            offers = listed.filter(Q(title__icontains=word) | Q(description__icontains=word))
            found = found.filter(
                Q(name__icontains=word)
                | Q(district__name__icontains=word)
                | Exists(offers.filter(organisation_id=OuterRef("pk")))
            )
        return found

    def helping_in(self, *, district: str, field: str, day: dt.date) -> Self:
        """Those at home or active in that district (AGS), and those with an offer in that field; "" is any.

        Public: by offers that the public directory shows.
        """
        offers = _activities().publicly_listed().on_offer(day).filter(organisation_id=OuterRef("pk"))
        if district and field:
            return self.filter(Exists(offers.filter(district__ags=district, field__code=field)))
        if district:
            return self.filter(Q(district__ags=district) | Exists(offers.filter(district__ags=district)))
        return self.filter(Exists(offers.filter(field__code=field))) if field else self


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities are a public directory."""

    def publicly_listed(self) -> Self:
        """Those that the public directory shows: of active organisations, neither of them in a hidden district."""
        hidden = _hidden_districts()
        return self.filter(organisation__is_active=True).exclude(
            Q(district_id__in=hidden) | Q(organisation__district_id__in=hidden)
        )

    def on_offer(self, day: dt.date) -> Self:
        """Those that are not over on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def visible_to(self, user: "Viewer") -> Self:
        """Those of every active organisation, and of the user's own."""
        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(Q(organisation__is_active=True) | Q(organisation_id__in=reach.organisations))

    def in_scope(self, reach: Reach) -> Self:
        """What a coordinator coordinates."""
        if reach.everything:
            return self
        return self.filter(Q(district_id__in=reach.districts) | Q(field_id__in=reach.fields))

    def taking_hours(self, day: dt.date) -> Self:
        """Those whose organisation is active, and that had not ended a year before that local date."""
        recent = Q(ends_on=None) | Q(ends_on__gte=day - dt.timedelta(days=365))
        return self.filter(recent, organisation__is_active=True)

    def matching(self, words: str) -> Self:
        """Those in whose title, organisation or district each word occurs."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word) | Q(organisation__name__icontains=word) | Q(district__name__icontains=word)
            )
        return found


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who acts for whom."""

    def current(self) -> Self:
        """Memberships that have not ended."""
        return self.filter(ended_at=None)

    def visible_to(self, user: "Viewer") -> Self:
        """One's own, those of organisations one manages, those of organisations one coordinates."""
        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(
            Q(user_id=reach.user_id)
            | Q(organisation_id__in=reach.managed)
            | Q(organisation__district_id__in=reach.districts)
        )


class CoordinatorScopeQuerySet(models.QuerySet["CoordinatorScope"]):
    """Who coordinates what."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; the alliance's coordinators see all."""
        reach = reach_of(user)
        return self if reach.everything else self.filter(user_id=reach.user_id)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """People who help."""

    def visible_to(self, user: "Viewer") -> Self:
        """Oneself; people kept by, or with hours at, one's organisations; people with hours in one's scope."""
        reach = reach_of(user)
        if reach.everything:
            return self.remembered()
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(pk=reach.volunteer_id)
        if reach.organisations:
            seen |= self._known_at(reach.organisations)
        if reach.coordinates:
            seen |= Q(Exists(_hours().in_scope(reach).filter(volunteer_id=OuterRef("pk"))))
        return self.remembered().filter(seen) if seen else self.none()

    def remembered(self) -> Self:
        """Those to be found: neither forgotten, who only own hours, nor merged into another record of the person."""
        return self.filter(erased_at=None, merged_into=None)

    def with_address(self, address: str) -> Self:
        """People whom a mail to that address reaches, in any case of letters."""
        return self.filter(Q(email__iexact=address) | Q(email="", user__email__iexact=address))

    def known_at(self, organisation: "Organisation") -> Self:
        """People whose hours this organisation keeps, or who logged hours there."""
        return self.remembered().filter(self._known_at([organisation.pk]))

    def in_scope(self, reach: Reach) -> Self:
        """Whom a coordinator coordinates: hours in their scope, or a record kept by an organisation in their districts.

        Also those who are not to be found any more; `visible_to` asks for hours alone.
        """
        if reach.everything:
            return self
        hours = _hours().in_scope(reach).filter(volunteer_id=OuterRef("pk"))
        return self.filter(Q(kept_by__district_id__in=reach.districts) | Q(Exists(hours)))

    def at_home_in(self, districts: "frozenset[int]") -> Self:
        """People whom something ties to those districts: confirmed hours there, or the organisation that keeps them."""
        there = Q(activity__district_id__in=districts) | Q(organisation__district_id__in=districts)
        hours = _hours().confirmed().filter(there, volunteer_id=OuterRef("pk"))
        return self.filter(Q(kept_by__district_id__in=districts) | Q(Exists(hours)))

    @staticmethod
    def _known_at(organisation_ids: "frozenset[int] | list[int]") -> Q:
        hours = _hours().filter(volunteer_id=OuterRef("pk"), organisation_id__in=organisation_ids)
        return Q(kept_by_id__in=organisation_ids) | Q(Exists(hours))

    def with_totals(self, *, start: dt.date | None = None, end: dt.date | None = None) -> Self:
        """Annotates `confirmed_minutes` (whole minutes) within the local dates, both included."""
        within = Q(hours__status="confirmed")
        if start:
            within &= Q(hours__day__gte=start)
        if end:
            within &= Q(hours__day__lte=end)
        return self.annotate(confirmed_minutes=Coalesce(Sum("hours__counted", filter=within), 0))


class LedgerQuerySet(models.QuerySet[Any]):
    """Rows of the ledger: all of them carry their organisation and activity."""

    person: ClassVar[str]  # the way to the volunteer
    reach: Reach | None = None  # of what `visible_to` returned; `near` asks for it

    def visible_to(self, user: "Viewer") -> Self:
        """A volunteer's own across organisations; an organisation's own; a coordinator's scope. Nothing else.

        Only the branches that apply enter the query, so that a person with one role reads one index.
        """
        return self.within(reach_of(user))

    def within(self, reach: Reach) -> Self:
        """What that reach shows."""
        if reach.everything:
            return self
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(**{self.person: reach.volunteer_id})
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations)
        if reach.coordinates:
            seen |= Q(activity_id__in=_activities().in_scope(reach).values("pk"))
        visible = self.filter(seen) if seen else self.none()
        visible.reach = reach
        return visible

    def in_scope(self, reach: Reach) -> Self:
        """What a coordinator coordinates."""
        return self if reach.everything else self.filter(activity_id__in=_activities().in_scope(reach).values("pk"))

    def near(self, matching: Callable[[], Self], window: Window) -> "Keys | None":
        """Keys of `matching()` rows among which are all visible ones of that window; see `Window`.

        None where a single index has the visible rows in order, or the database cannot do it.
        """
        reach = self.reach
        if reach is None or not window.worth_it(self.db):
            return None
        single = len(reach.organisations) + (reach.volunteer_id is not None) < 2
        if single and not reach.coordinates:
            return None
        rows = matching()
        branches = [window.first(rows.filter(organisation_id=key)) for key in sorted(reach.organisations)]
        if reach.volunteer_id is not None:
            branches.append(window.first(rows.filter(**{self.person: reach.volunteer_id})))
        if reach.coordinates:
            branches.append(window.first_of_each(rows, "activity", _activities().in_scope(reach)))
        return branches[0].union(*branches[1:], all=True)


class HourEntryQuerySet(LedgerQuerySet, models.QuerySet["HourEntry"]):
    """Entries."""

    person = "volunteer"

    def standing(self, year: int) -> sums.Standing:
        """What they come to, by where they stand. One query."""
        return sums.standing(self, year)

    def months(self) -> "Keys":
        """What they come to month by month, newest first."""
        return sums.months(self)

    def confirmed(self) -> Self:
        """The only hours that ever count."""
        return self.filter(status="confirmed")

    def counting(self) -> Self:
        """Confirmed ones of which corrections left something: who helped, where and when."""
        return self.confirmed().filter(counted__gt=0)

    def waiting(self) -> Self:
        """Those that nobody decided on."""
        return self.filter(status="submitted")

    def beside(self, others: "HourEntryQuerySet") -> Self:
        """Those of the same person on the same local date as one of the others."""
        same = others.filter(volunteer_id=OuterRef("volunteer_id"), day=OuterRef("day"))
        return self.filter(Exists(same))

    def in_period(self, start: dt.date, end: dt.date) -> Self:
        """Local dates, both included."""
        return self.filter(day__gte=start, day__lte=end)

    def occupying(self) -> Self:
        """Hours that take room in a person's day: waiting or confirmed."""
        return self.filter(status__in=["submitted", "confirmed"])

    def total_minutes(self) -> int:
        """The sum of what the rows count, in whole minutes."""
        return int(self.aggregate(total=Coalesce(Sum("counted"), 0))["total"])


class LedgerEventQuerySet(LedgerQuerySet, models.QuerySet["LedgerEvent"]):
    """The record of every step of them."""

    person = "entry__volunteer"


class DistrictMonthQuerySet(models.QuerySet["DistrictMonth"]):
    """Sums of confirmed minutes."""

    def in_scope(self, reach: Reach) -> Self:
        """Those of what a coordinator coordinates."""
        if reach.everything:
            return self
        return self.filter(Q(district_id__in=reach.districts) | Q(field_id__in=reach.fields))


class CompetenceClaimQuerySet(models.QuerySet["CompetenceClaim"]):
    """Competences that people showed."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; those at one's organisations; those at organisations in districts that one coordinates."""
        return self.filter(reach_of(user).person_or_place())

    def confirmed(self) -> Self:
        """The only ones that a certificate may print."""
        return self.filter(status="confirmed")


def _hidden_districts() -> "Keys":
    from volunteers.models import DistrictHiding  # noqa: PLC0415 - models import their querysets

    return DistrictHiding.objects.standing().values("district_id")


def _hours() -> HourEntryQuerySet:
    from volunteers.models import HourEntry  # noqa: PLC0415 - models import their querysets

    return HourEntry.objects.all()


def _activities() -> ActivityQuerySet:
    from volunteers.models import Activity  # noqa: PLC0415 - models import their querysets

    return Activity.objects.all()
