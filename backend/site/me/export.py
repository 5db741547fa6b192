"""`/ich/daten/kopie`: ask for a copy of everything that is kept about oneself, and fetch it."""

import uuid as uuids
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.errors import NotFound
from backend.common.pages import signed_in
from tasks import privacy as jobs
from volunteers.models import DataExport, User
from volunteers.services import exporting


@require_POST
@signed_in
def request_copy(request: HttpRequest) -> HttpResponse:
    """Ask; a worker builds it within a minute. Asked twice it is one."""
    exporting.request(user=cast("User", request.user))
    jobs.wake_builder()
    messages.success(request, _("Wir stellen alles zusammen. Das dauert meist nur ein paar Sekunden."))
    return redirect("me-data")


@require_safe
@signed_in
def download_copy(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The file, for its owner alone; nobody on the way keeps it."""
    copy = DataExport.objects.visible_to(cast("User", request.user)).filter(uuid=uuid).first()
    if copy is None:
        raise NotFound(_("Diese Kopie gibt es nicht."))
    return handed_over(copy)


def handed_over(copy: DataExport) -> HttpResponse:
    """The finished file as an answer, read piece by piece. Raises Conflict (`export_not_ready`)."""
    answer = FileResponse(exporting.file_of(copy).open("rb"), as_attachment=True, filename="dankwerk-meine-daten.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]  # a streaming answer is an answer
