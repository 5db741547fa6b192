"""*Freigabe*: what waits, odd ones first; confirm or decline one, a group, a page, or all that the filter finds.

Confirming is final in the ledger. So it takes two steps: a page that shows what it would do and a second button. With
JavaScript the second step is ten seconds in which one can take it back (`site/js/desk.js`).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Invalid
from backend.common.remembering import remembering
from volunteers.web.desk import waiting
from volunteers.web.desk.choosing import Chosen, chosen, reasons
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.results import Decision, decide
from volunteers.web.desk.showing import show

REASONS_EACH = waiting.PAGE  # entries that may each get a reason of their own


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; a POST turns its page, reviews a decision, or takes it."""
    if request.method != "POST":
        return show(request, desk)
    with remembering():  # a decision changes nobody's roles
        if {"blaettern", "vergessen"} & request.POST.keys():
            return show(request, desk)
        return _decide(request, desk)


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    act = "decline" if request.POST.get("tun") == "ablehnen" else "confirm"
    wanted = chosen(request, desk)
    if not wanted.asked:
        messages.warning(request, _("Bitte wählen Sie zuerst Einträge aus."))
        return HttpResponseRedirect(request.get_full_path())
    final = "endgueltig" in request.POST and not wanted.grown
    if not final:
        return _review(request, desk, act, wanted)
    decision = Decision(
        act=act,
        entries=wanted.entries,
        asked=wanted.asked,
        reason=request.POST.get("grund", "").strip(),
        reasons=dict(reasons(request.POST)),
    )
    try:
        outcome = decide(desk, decision)
    except Invalid as error:
        return _review(request, desk, act, wanted, complaint=str(error.detail))
    return render(
        request,
        "volunteers/desk/results.html",
        {"desk": desk, "act": act, "outcome": outcome, "query": request.GET.urlencode()},
    )


def _review(request: HttpRequest, desk: Desk, act: str, wanted: Chosen, *, complaint: str = "") -> HttpResponse:
    """What would be decided, with a last button; a decision that lacks something comes back here, filled."""
    minutes = wanted.entries.waiting().total_minutes()
    listed = []
    if wanted.asked <= REASONS_EACH:
        given = dict(reasons(request.POST))
        entries = wanted.entries.select_related("volunteer", "activity").order_by(
            "volunteer__name", "volunteer", "day", "pk"
        )
        listed = [{"entry": entry, "reason": given.get(entry.uuid, "")} for entry in entries]
    context = {
        "desk": desk,
        "act": act,
        "chosen": wanted,
        "count": wanted.asked,
        "minutes": minutes,
        "keys": ",".join(map(str, wanted.keys)),
        "listed": listed,
        "reason": request.POST.get("grund", ""),
        "complaint": complaint,
        "now": request.POST.get("stand", "") if not wanted.grown else clock.now().isoformat(),
        "query": request.GET.urlencode(),
        "suggestions": [
            _("Doppelt eingetragen"),
            _("Der Tag stimmt nicht"),
            _("Die Dauer stimmt nicht"),
            _("Die Tätigkeit stimmt nicht"),
            _("Dieser Einsatz ist uns nicht bekannt"),
        ],
    }
    return render(request, "volunteers/desk/review.html", context, status=400 if complaint else 200)
