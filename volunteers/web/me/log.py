"""`/ich/eintragen`: write down hours, in a form prefilled from last time.

The form for hours (`<form id="log" data-offline="hours">`) holds, by name, what the API calls the same:

- ``activity``: UUID of one activity (radio buttons; they belong to the form by their attribute ``form="log"``)
- ``day``: none, one or several days as ``2026-11-23`` (checkboxes); ``other_day``: one more, optional
- ``minutes``: whole minutes of a chip (radio buttons); ``duration``: text such as ``1:45``, which counts where it is
  filled (`volunteers.web.durations.parse`)
- ``note``: up to 500 characters
- ``uuid``: the form's key, made anew each time the page is made. It is the key of the first day's entry; that of
  each further day is UUID version 5 of that key and the day as ``2026-11-23`` (`services.diary.uuid_of_day`).

So a page that is sent, sent again, sent after the back button, or put in a queue while the answer got lost, makes each
entry once. The API takes the same as ``{uuid, activity, day, minutes, note}``, one object a day.
"""

import uuid as uuids
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import Conflict, DomainError, NotFound
from backend.common.pages import typed
from volunteers.models import Activity, HourEntry, HourStatus, Volunteer, Way
from volunteers.services import diary
from volunteers.web.me.forms import LogForm
from volunteers.web.me.own import actor_of, helping

MOST_RECENT = 4
MOST_FOUND = 12
_LOOKED_BACK = 40  # entries among which one's usual activities are found


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def log(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """The form, and what becomes of it: a receipt, or the form again with what was wrong."""
    last = list(
        HourEntry.objects.filter(volunteer=volunteer)
        .exclude(status=HourStatus.WITHDRAWN)
        .select_related("activity__organisation")
        .order_by("-pk")[:_LOOKED_BACK]
    )
    recent = _recent(last)
    given = typed(request)
    words = request.GET.get("q", "").strip()[:100]
    found = _found(words, request)
    chosen = (given or request.GET).get("activity", "")
    offered = _with_chosen(list(dict.fromkeys([*found, *recent])), chosen, request)
    form = LogForm(given, activities=offered, initial=_prefilled(last, offered, chosen))
    if request.method == "POST" and form.is_valid():
        answer = _save(request, volunteer, form)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "words": words,
        "found": found,
        "too_many": len(found) == MOST_FOUND,
        "again": _again(last) if not form.is_bound else None,
        "key": uuids.uuid4(),
        "today": clock.today(),
    }
    return render(request, "volunteers/me/log.html", context)


@require_safe
@helping
def receipt(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """What was saved, and who has to confirm it now."""
    keys = [uuid, *_keys(request.GET)]
    entries = list(
        HourEntry.objects.filter(volunteer=volunteer, uuid__in=keys)
        .select_related("activity", "organisation")
        .order_by("day", "pk")
    )
    if not entries:
        raise NotFound(_("Diesen Eintrag gibt es nicht."))
    return render(
        request,
        "volunteers/me/receipt.html",
        {"entries": entries, "first": entries[0], "minutes": sum(entry.minutes for entry in entries)},
    )


def _save(request: HttpRequest, volunteer: Volunteer, form: LogForm) -> HttpResponse | None:
    data = form.cleaned_data
    activity = Activity.objects.visible_to(actor_of(request)).filter(uuid=data["activity"]).first()
    if activity is None:
        form.add_error("activity", _("Diese Tätigkeit gibt es nicht mehr. Bitte such eine andere."))
        return None
    try:
        entries = diary.log_days(
            actor=actor_of(request),
            volunteer=volunteer,
            activity=activity,
            days=data["days"],
            minutes=data["length"],
            note=data["note"],
            way=Way.PAGE,
            uuid=data["uuid"],
        )
    except Conflict:
        form.begin_anew(
            _(
                "Dieses Formular hast du schon abgeschickt, mit anderen Angaben. Das steht jetzt in deinen Einträgen. "
                "Wenn das hier noch dazukommen soll, schick es noch einmal ab."
            )
        )
        return None
    except DomainError as error:
        form.refuse(error)
        return None
    first, *further = entries
    address = reverse("me-log-receipt", args=[first.uuid])
    query = urlencode([("auch", str(entry.uuid)) for entry in further])
    return redirect(f"{address}?{query}" if query else address)


def _recent(last: list[HourEntry]) -> list[Activity]:
    """One's usual activities that still take hours, the newest first."""
    today = clock.today()
    usable = (
        entry.activity
        for entry in last
        if entry.activity.organisation.is_active and (entry.activity.ends_on is None or entry.activity.ends_on >= today)
    )
    return list(dict.fromkeys(usable))[:MOST_RECENT]


def _found(words: str, request: HttpRequest) -> list[Activity]:
    if not words:
        return []
    activities = Activity.objects.visible_to(actor_of(request)).taking_hours(clock.today()).matching(words)
    return list(
        activities.select_related("organisation", "district").order_by("organisation__name", "title", "pk")[:MOST_FOUND]
    )


def _with_chosen(offered: list[Activity], chosen: str, request: HttpRequest) -> list[Activity]:
    """What was chosen stays among what is offered, wherever it was found."""
    key = _uuid(chosen)
    if key is None or any(each.uuid == key for each in offered):
        return offered
    found = Activity.objects.visible_to(actor_of(request)).filter(uuid=key).select_related("organisation").first()
    return [found, *offered] if found else offered


def _prefilled(last: list[HourEntry], offered: list[Activity], chosen: str) -> dict[str, Any]:
    """As last time, but for the day: a wrong day would be a wrong hour."""
    usual = last[0] if last else None
    activity = _uuid(chosen) or (usual.activity.uuid if usual and usual.activity in offered else None)
    return {"uuid": uuids.uuid4(), "activity": activity, "minutes": usual.minutes if usual else None}


def _again(last: list[HourEntry]) -> HourEntry | None:
    """The last entry, where today could be just the same and is not written down yet."""
    today = clock.today()
    usual = last[0] if last else None
    if usual is None or usual.activity not in _recent([usual]):
        return None
    written_down = any(entry.day == today and entry.activity_id == usual.activity_id for entry in last)
    return None if written_down or usual.day == today else usual


def _keys(query: QueryDict) -> list[uuids.UUID]:
    found = (_uuid(text) for text in query.getlist("auch")[: diary.MOST_DAYS])
    return [key for key in found if key is not None]


def _uuid(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None
