"""Pages about records that may be one person: the same for a desk and the coordination, each with its own people."""

import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from volunteers.merge_querysets import MergeQuerySet
from volunteers.models import User, Volunteer, Way
from volunteers.models.merges import UNDO_FOR
from volunteers.querysets import HourEntryQuerySet, VolunteerQuerySet
from volunteers.services import doubles, merging
from volunteers.services.obstacles import obstacles

PAGE = 20
MOST_MERGES = 50


@dataclass(frozen=True, slots=True)
class Whose:
    """Who looks, at whom, and where the pages are. `pair_page` gives the address for two people."""

    user: User
    people: VolunteerQuerySet
    hours: HourEntryQuerySet
    pairs: Callable[[], list[doubles.Pair]]
    merges: MergeQuerySet
    page: str
    pair_page: Callable[[uuids.UUID, uuids.UUID], str]
    organisation_id: int | None = None
    desk: Any = None

    def both(self, first: str | uuids.UUID, second: str | uuids.UUID) -> list[Volunteer]:
        """The two, in that order. Raises NotFound."""
        try:
            keys = [uuids.UUID(str(one)) for one in (first, second)]
        except ValueError:
            keys = []
        found = {one.uuid: one for one in self.people.filter(uuid__in=keys).select_related("kept_by", "user")}
        if len(found) != len((first, second)):
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        return [found[key] for key in keys]


def listed(request: HttpRequest, whose: Whose) -> HttpResponse:
    """Pairs, the surest first, and what was merged lately. A POST tells two apart, or undoes a merge."""
    if request.method == "POST":
        try:
            _act(request, whose)
        except DomainError as error:
            if isinstance(error, NotFound):
                raise
            messages.error(request, str(error.detail))
        return HttpResponseRedirect(whose.page)
    page = Paginator(whose.pairs(), PAGE).get_page(request.GET.get("seite"))
    rows = [
        {"pair": pair, "address": whose.pair_page(pair.people[0].uuid, pair.people[1].uuid)}
        for pair in doubles.fill(page.object_list, whose.hours)
    ]
    lately = whose.merges.standing().filter(merged_at__gt=clock.now() - UNDO_FOR)
    context = {
        "desk": whose.desk,
        "page": page,
        "rows": rows,
        "merges": lately.select_related("source", "target").order_by("-pk")[:MOST_MERGES],
    }
    return render(request, "volunteers/doubles.html", context)


def compared(request: HttpRequest, whose: Whose, first: uuids.UUID, second: uuids.UUID) -> HttpResponse:
    """Two records beside each other, what stands in the way, and which one stays. A POST merges."""
    people = whose.both(first, second)
    if request.method == "POST":
        stays = request.POST.get("bleibt", "")
        source, target = people if stays == str(people[1].uuid) else people[::-1]
        try:
            merging.merge(actor=whose.user, source=source, target=target, way=Way.PAGE)
        except DomainError as error:
            messages.error(request, str(error.detail))
            return HttpResponseRedirect(whose.pair_page(first, second))
        messages.success(request, _("Zusammengeführt. 30 Tage lang lässt sich das rückgängig machen."))
        return HttpResponseRedirect(whose.page)
    [pair] = doubles.fill([doubles.Pair((people[0].pk, people[1].pk))], whose.hours)
    accounts = [one for one in people if one.user_id is not None]
    kept = [one for one in people if one.user_id is None and one.kept_by_id == whose.organisation_id]
    # A member of an organisation decides about two records that it keeps, and learns nothing of others' days.
    decides = whose.organisation_id is None or len(kept) == len(people)
    context = {
        "desk": whose.desk,
        "pair": pair,
        "back": whose.page,
        "stays": accounts[0] if accounts else max(pair.rows, key=lambda row: row[1].entries)[0],
        "fixed": len(accounts) == 1,
        "two_accounts": len(accounts) == len(people),
        "decides": decides,
        "by_code": kept[0] if not decides and accounts and kept else None,
        "obstacles": obstacles(people) if decides else [],
    }
    return render(request, "volunteers/merge.html", context)


def _act(request: HttpRequest, whose: Whose) -> None:
    if "merge" in request.POST:
        try:
            key = uuids.UUID(request.POST["merge"])
        except ValueError:
            key = uuids.UUID(int=0)
        merge = whose.merges.select_related("source", "target", "organisation").filter(uuid=key).first()
        if merge is None:
            raise NotFound(_("Das gibt es nicht, oder nicht mehr."))
        merging.undo(actor=whose.user, merge=merge, way=Way.PAGE)
        messages.success(request, _("Rückgängig gemacht. Was danach eingetragen wurde, bleibt, wo es ist."))
        return
    first, second = whose.both(request.POST.get("erste", ""), request.POST.get("zweite", ""))
    doubles.tell_apart(actor=whose.user, first=first, second=second, way=Way.PAGE)
    messages.success(request, _("Gemerkt: Das sind zwei Personen. Sie werden nicht mehr vorgeschlagen."))
