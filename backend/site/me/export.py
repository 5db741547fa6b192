"""`/ich/daten/alles.json` and `.zip`: everything that is kept about somebody, at once."""

import csv
import io
import json
import zipfile
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from backend.common.pages import signed_in
from backend.common.spreadsheets import harmless
from certificates.models import Certificate
from volunteers.models import User
from volunteers.services import export as services
from volunteers.services.export import Rows, Tables


@require_safe
@signed_in
def export(request: HttpRequest, form: str) -> HttpResponse:
    """`json` is one document, `zip` a table for each kind of thing."""
    user = cast("User", request.user)
    tables = services.own_data(actor=user) | {"certificates": _certificates(user)}
    if form == "json":
        response = HttpResponse(
            json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1), content_type="application/json"
        )
    else:
        response = HttpResponse(_zip(tables), content_type="application/zip")
    response["Content-Disposition"] = (
        f'attachment; filename="dankwerk-{"daten.json" if form == "json" else "daten.zip"}"'
    )
    return response


def _certificates(user: User) -> Rows:
    rows: Any = (
        Certificate.objects.held_by(user)
        .order_by("pk")
        .values(
            "uuid", "code", "kind", "status", "language", "queued_at", "issued_at", "revoked_at", "revocation_reason",
            "hidden_at", "digest", "content", mail_sent_at=F("mail__sent_at"),
        )
    )  # fmt: skip
    return [dict(row) for row in rows]


def _zip(tables: Tables) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"{name}.csv", _csv(rows))
    return file.getvalue()


def _csv(rows: Rows) -> bytes:
    """As German spreadsheet programs open it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([harmless(_cell(value)) for value in row.values()] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict) else value
