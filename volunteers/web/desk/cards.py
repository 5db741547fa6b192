"""*Ehrenamtskarten übernehmen*: what a sheet of card holders would do, row by row, then doing it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Invalid
from volunteers.imports.cards import CARDS
from volunteers.models import CardKind, CardStatus, ImportKind, VolunteerCard
from volunteers.services.cards import CardReport, Outcome, import_cards
from volunteers.web.desk import uploading
from volunteers.web.desk.importing import tallied
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.uploading import SHOWN_ERRORS, Upload

SHOWN_RESULTS = 200
OUTCOMES = {
    Outcome.NEW: gettext_lazy("neue Karte"),
    Outcome.NEW_PERSON: gettext_lazy("neue Karte, neue Person"),
    Outcome.CHANGED: gettext_lazy("geändert"),
    Outcome.SAME: gettext_lazy("wie bisher"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@uploading.early
@at_desk
def cards(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Upload, preview, import. Nothing is written before the last step; the same sheet again changes nothing."""
    if request.method != "POST":
        return _form(request, desk)
    act = request.POST.get("tun")
    try:
        given = uploading.examined(request, desk, ImportKind.CARDS, CARDS)
        final = act == "importieren" and request.POST.get("geprueft") == given.options
        report: CardReport | None = uploading.tried(given, lambda: _run(desk, given, dry_run=not final))
    except Invalid as error:
        return _form(request, desk, str(error.detail))
    if report and act == "fehler":
        return uploading.to_mend(given, {error.line: error.reason for error in report.errors})
    if report and final:
        uploading.remember(desk, given)
    context = _shown(desk, given, report) | {"final": bool(report and final)}
    return render(request, "volunteers/desk/cards_preview.html", context, status=400 if given.complaint else 200)


def _run(desk: Desk, given: Upload, *, dry_run: bool) -> CardReport:
    return import_cards(
        organisation=desk.organisation,
        actor=desk.user,
        source=given.source(),
        columns=given.columns,
        header_line=given.look.header_line,
        create_people="personen" in given.ticked,
        dry_run=dry_run,
    )


def _form(request: HttpRequest, desk: Desk, complaint: str = "") -> HttpResponse:
    here = VolunteerCard.objects.visible_to(desk.user).filter(organisation=desk.organisation)
    context = {
        "desk": desk,
        "complaint": complaint,
        "most": uploading.MOST_BYTES // 1_000_000,
        "held": here.held_on(clock.today()).count(),
    }
    return render(request, "volunteers/desk/cards.html", context, status=400 if complaint else 200)


def _shown(desk: Desk, given: Upload, report: CardReport | None) -> dict[str, Any]:
    if report is None:
        return {"desk": desk, "sheet": given}
    # What changes something comes first: of a long sheet most rows are as before.
    order = list(OUTCOMES)
    results = sorted(report.results, key=lambda result: (order.index(result.outcome), result.line))
    rows = [
        {
            "result": result,
            "kind": CardKind(result.kind).label,
            "status": CardStatus(result.status).label,
            "outcome": OUTCOMES[result.outcome],
            "tone": "info" if result.outcome is Outcome.SAME else "success",
        }
        for result in results[:SHOWN_RESULTS]
    ]
    return {
        "desk": desk,
        "sheet": given,
        "report": report,
        "rows": rows,
        "more_rows": max(0, len(results) - SHOWN_RESULTS),
        "bad": len(report.errors),
        "bad_by": tallied(report.errors),
        "errors": report.errors[:SHOWN_ERRORS],
        "more_errors": max(0, len(report.errors) - SHOWN_ERRORS),
        "create": "personen" in given.ticked,
        "unknown": sum(error.kind == "unknown_person" for error in report.errors),
        "does": report.new + report.changed,
    }
