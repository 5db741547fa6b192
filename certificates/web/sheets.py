"""The paper of a sign-in sheet, from the desk of its organisation."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.errors import NotFound
from certificates.services import sign_in_sheets
from volunteers.models import SignInSheet
from volunteers.web.desk.place import Desk, at_desk


@require_safe
@at_desk
def pdf(_request: HttpRequest, desk: Desk, sheet: uuid.UUID) -> HttpResponse:
    """To be printed. Opening it changes nothing."""
    found = (
        SignInSheet.objects.filter(organisation=desk.organisation, uuid=sheet)
        .select_related("organisation", "activity")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    response = HttpResponse(sign_in_sheets.pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Liste-{found.code}.pdf"'
    return response
