"""*Stunden aus einer Datei*: what a sheet would do, then doing it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common.errors import Invalid
from volunteers.imports.columns import HOURS
from volunteers.imports.faults import Kind
from volunteers.imports.report import ImportReport, RowError
from volunteers.models import ImportKind
from volunteers.services.importing import import_hours
from volunteers.web.desk import uploading
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.uploading import SHOWN_ERRORS, Upload

WHAT = {
    Kind.COLUMNS: gettext_lazy("zu viele Zellen"),
    Kind.NAME: gettext_lazy("Name"),
    Kind.EMAIL: gettext_lazy("E-Mail-Adresse"),
    Kind.DATE: gettext_lazy("Datum"),
    Kind.FUTURE: gettext_lazy("Tag in der Zukunft"),
    Kind.DURATION: gettext_lazy("Dauer"),
    Kind.ACTIVITY: gettext_lazy("Tätigkeit"),
    Kind.ACTIVITY_PERIOD: gettext_lazy("Zeitraum der Tätigkeit"),
    Kind.FIELD: gettext_lazy("Handlungsfeld"),
    Kind.PERSON: gettext_lazy("mehrere Personen möglich"),
    Kind.DAY_FULL: gettext_lazy("mehr als 24 Stunden am Tag"),
    Kind.CELL_TOO_LONG: gettext_lazy("zu langer Text"),
    Kind.CARD: gettext_lazy("Art der Karte"),
    Kind.STATUS: gettext_lazy("Stand der Karte"),
    Kind.UNKNOWN_PERSON: gettext_lazy("hier unbekannt"),
    Kind.FORGOTTEN_PERSON: gettext_lazy("auf Wunsch gelöscht"),
    Kind.TWICE: gettext_lazy("widersprüchliche Zeilen"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@uploading.early
@at_desk
def sheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Upload, preview, import. Nothing is written before the last step; the same sheet again adds nothing."""
    if request.method != "POST":
        return _form(request, desk)
    act = request.POST.get("tun")
    try:
        given = uploading.examined(request, desk, ImportKind.HOURS, HOURS)
        final = act == "importieren" and request.POST.get("geprueft") == given.options
        report: ImportReport | None = uploading.tried(given, lambda: _run(desk, given, dry_run=not final))
    except Invalid as error:
        return _form(request, desk, str(error.detail))
    if report and act == "fehler":
        return uploading.to_mend(given, {error.line: error.reason for error in report.errors})
    if report and final:
        uploading.remember(desk, given)
        return render(request, "volunteers/desk/imported.html", _shown(desk, given, report))
    status = 400 if given.complaint else 200
    return render(request, "volunteers/desk/preview.html", _shown(desk, given, report), status=status)


def tallied(errors: Iterable[RowError]) -> list[tuple[Any, int]]:
    """What is wrong with how many rows, the most frequent first."""
    return [(WHAT[Kind(kind)], number) for kind, number in Counter(error.kind for error in errors).most_common()]


def _run(desk: Desk, given: Upload, *, dry_run: bool) -> ImportReport:
    return import_hours(
        organisation=desk.organisation,
        actor=desk.user,
        source=given.source(),
        columns=given.columns,
        header_line=given.look.header_line,
        create_activities="taetigkeiten" in given.ticked,
        dry_run=dry_run,
    )


def _form(request: HttpRequest, desk: Desk, complaint: str = "") -> HttpResponse:
    context = {"desk": desk, "complaint": complaint, "most": uploading.MOST_BYTES // 1_000_000}
    return render(request, "volunteers/desk/import.html", context, status=400 if complaint else 200)


def _shown(desk: Desk, given: Upload, report: ImportReport | None) -> dict[str, Any]:
    create = "taetigkeiten" in given.ticked
    return {
        "desk": desk,
        "sheet": given,
        "report": report,
        "bad": report.rows - report.good if report else 0,
        "bad_by": tallied(report.errors) if report else [],
        "errors": report.errors[:SHOWN_ERRORS] if report else [],
        "more_errors": max(0, len(report.errors) - SHOWN_ERRORS) if report else 0,
        "more_people": max(0, report.people_created - len(report.new_people)) if report else 0,
        "create": create,
        "needs_activities": report is not None and not create and "activity" in report.bad,
    }
