"""*Stunden aus einer Datei*: what a sheet would do, then doing it.

Between the two the sheet is kept nowhere: it travels in the page, sealed, for an hour. So there is nothing to clear up
after whoever looks and goes away.
"""

import base64
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from backend.common.errors import Invalid
from backend.common.pages import View
from backend.common.uploads import UpTo
from volunteers.imports.columns import recognise
from volunteers.imports.faults import Column, ImportFileError
from volunteers.imports.reading import glimpse
from volunteers.imports.report import ImportReport
from volunteers.services.importing import import_hours
from volunteers.web.desk.place import Desk, at_desk

MOST_BYTES = 1_000_000  # some 15,000 rows; sealed and in letters it stays below settings.DATA_UPLOAD_MAX_MEMORY_SIZE
SHOWN_ROWS = 5
SHOWN_ERRORS = 200
KEPT_SECONDS = 3600
MEANINGS = {
    Column.NAME: gettext_lazy("Name (Vor- und Nachname)"),
    Column.FIRST_NAME: gettext_lazy("Vorname"),
    Column.SURNAME: gettext_lazy("Nachname"),
    Column.EMAIL: gettext_lazy("E-Mail-Adresse"),
    Column.DATE: gettext_lazy("Datum"),
    Column.ACTIVITY: gettext_lazy("Tätigkeit"),
    Column.FIELD: gettext_lazy("Handlungsfeld"),
    Column.HOURS: gettext_lazy("Dauer in Stunden"),
    Column.MINUTES: gettext_lazy("Dauer in Minuten"),
    Column.NOTE: gettext_lazy("Bemerkung"),
    Column.IGNORE: gettext_lazy("– nicht übernehmen –"),
}
# What can be mended by saying what the columns mean.
_ABOUT_COLUMNS = {"columns", "no_header", "map"}


@dataclass(slots=True)
class Sheet:
    """A file under examination. `columns` is what the person said of its columns, by header."""

    data: bytes
    sealed: str
    columns: dict[str, str] = field(default_factory=dict)
    create_activities: bool = False
    rows: list[list[str]] = field(default_factory=list)
    report: ImportReport | None = None
    complaint: str = ""

    @property
    def header(self) -> list[tuple[str, str]]:
        """Each title with what it is taken for."""
        titles = self.rows[0] if self.rows else []
        return [(title.strip(), self.columns.get(title.strip()) or _meaning(title)) for title in titles]

    @property
    def options(self) -> str:
        """What was examined: an import of anything else is examined first."""
        return repr((sorted({pair for pair in self.header if pair[0]}), self.create_activities))


def _early(view: View) -> View:
    """Lets the view say how much of an upload is read, before the check of the form's token reads it."""

    @csrf_exempt
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            request.upload_handlers = [UpTo(request, MOST_BYTES)]
        return csrf_protect(view)(request, *args, **kwargs)

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@_early
@at_desk
def sheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Upload, preview, import. Nothing is written before the last step; the same sheet again adds nothing."""
    if request.method != "POST":
        return _form(request, desk)
    try:
        given = _given(request, desk)
    except Invalid as error:
        return _form(request, desk, str(error.detail))
    final = False
    try:
        given.rows = glimpse(io.BytesIO(given.data), SHOWN_ROWS)
        final = request.POST.get("tun") == "importieren" and request.POST.get("geprueft") == given.options
        given.report = import_hours(
            organisation=desk.organisation,
            actor=desk.user,
            source=io.BytesIO(given.data),
            columns=given.columns,
            create_activities=given.create_activities,
            dry_run=not final,
        )
    except ImportFileError as error:
        if error.code not in _ABOUT_COLUMNS or not given.rows:
            return _form(request, desk, str(error.detail))
        given.complaint = _("Wir erkennen nicht alle Spalten. Bitte sagen Sie unten, was in welcher Spalte steht.")
    except Invalid as error:
        return _form(request, desk, str(error.detail))
    if final and given.report:
        return render(request, "volunteers/desk/imported.html", _shown(desk, given))
    return render(request, "volunteers/desk/preview.html", _shown(desk, given), status=400 if given.complaint else 200)


def _form(request: HttpRequest, desk: Desk, complaint: str = "") -> HttpResponse:
    context = {"desk": desk, "complaint": complaint, "most": MOST_BYTES // 1_000_000}
    return render(request, "volunteers/desk/import.html", context, status=400 if complaint else 200)


def _shown(desk: Desk, given: Sheet) -> dict[str, Any]:
    report = given.report
    return {
        "desk": desk,
        "sheet": given,
        "report": report,
        "bad": report.rows - report.good if report else 0,
        "errors": report.errors[:SHOWN_ERRORS] if report else [],
        "more_errors": max(0, len(report.errors) - SHOWN_ERRORS) if report else 0,
        "meanings": MEANINGS,
        "needs_activities": report is not None and not given.create_activities and "activity" in report.bad,
    }


def _given(request: HttpRequest, desk: Desk) -> Sheet:
    """The file that was sent, or the one of the preview. Raises Invalid."""
    # The request may be read for the first time here, with the handler that `_early` gave it.
    file = request.FILES.get("datei")
    handler = request.upload_handlers[0]
    if isinstance(handler, UpTo) and handler.too_large:
        raise Invalid(
            _("Die Datei ist größer als 1 MB. Bitte teilen Sie die Liste, zum Beispiel nach Monaten."), field="datei"
        )
    signer = signing.TimestampSigner(salt=f"desk-import {desk.user.pk} {desk.organisation.pk}")
    if file is not None:
        data = file.read()
        sealed = signer.sign(base64.b64encode(zlib.compress(data)).decode("ascii"))
        return Sheet(data, sealed, create_activities="taetigkeiten" in request.POST)
    sealed = request.POST.get("inhalt", "")
    if not sealed:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."), field="datei")
    try:
        data = zlib.decompress(base64.b64decode(signer.unsign(sealed, max_age=KEPT_SECONDS)))
    except signing.BadSignature as error:
        raise Invalid(_("Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal aus.")) from error
    return Sheet(data, sealed, _said(request.POST), create_activities="taetigkeiten" in request.POST)


def _said(fields: Mapping[str, Any]) -> dict[str, str]:
    """What the selects of the preview say of each column, by its title."""
    said = {}
    for name in fields:
        number = name.removeprefix("spalte-")
        if name.startswith("spalte-") and fields.get(f"titel-{number}"):
            said[str(fields[f"titel-{number}"])] = str(fields[name]) or Column.IGNORE.value
    return said


def _meaning(title: str) -> str:
    known = recognise(title)
    return known.value if known else Column.IGNORE.value
