"""The paper of a sign-in sheet through the API."""

import uuid as uuids

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from backend.common.renderers import OrjsonRenderer, PdfRenderer
from backend.common.schema import refused
from backend.common.views import ApiView
from certificates.services import sign_in_sheets
from volunteers.models import SignInSheet


class SheetPaperView(ApiView):
    """A sheet to be printed."""

    renderer_classes = [PdfRenderer, OrjsonRenderer]

    @extend_schema(tags=["hours"], responses={(200, "application/pdf"): OpenApiTypes.BINARY, **refused(400, 409)})
    def get(self, request: Request, uuid: uuids.UUID) -> HttpResponse:
        """The PDF of a sign-in sheet: tagged, A4, with a code for each row. 409 once its names were dropped."""
        sheets = SignInSheet.objects.visible_to(request.user).select_related("organisation", "activity")
        sheet = sheets.filter(uuid=uuid).first()
        if sheet is None:
            raise Http404
        response = HttpResponse(sign_in_sheets.pdf_of(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="Liste-{sheet.code}.pdf"'
        response["Cache-Control"] = "private, no-cache"
        return response
