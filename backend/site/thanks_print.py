"""A list of thanks as paper: the list from recognition, pressed by the press, which know nothing of each other."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import clock
from backend.common.errors import Invalid
from backend.common.public import public_page
from certificates.content import ContentError
from certificates.press.roll import Roll, press_roll
from recognition.models import RecognitionList
from recognition.services import showing


@public_page
def thanks_print(_request: HttpRequest, slug: str) -> HttpResponse:
    """A published list as tagged PDF, of those who agreed to print too; in German, as paper is.

    404 where fewer than three are left: an empty paper would only say how few they are.
    """
    published = RecognitionList.objects.published().select_related("district", "field", "organisation")
    found = get_object_or_404(published, slug=slug)
    rows = showing.print_rows(found)
    if not len(rows):
        raise Http404
    with override(settings.LANGUAGE_CODE):
        scope = _(str(found.scope)) if found.field else str(found.scope)
        address = settings.PUBLIC_URL + reverse("thanks-page", args=[found.slug])
    roll = Roll(
        title=found.title,
        scope=scope,
        period_start=found.period_start,
        period_end=found.period_end,
        names=tuple(rows.names),
        unnamed=rows.unnamed,
        address=address,
        made_on=clock.today(),
    )
    try:
        pdf = press_roll(roll)
    except ContentError as error:
        # Its sentence names a letter, never whose name it is in.
        raise Invalid(error.reason, code="not_printable") from error
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.slug}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response
