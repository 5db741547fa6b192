"""A sign-in sheet as paper: pressed when it is asked for, and kept nowhere."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common.errors import Conflict, Invalid
from certificates.content import ContentError
from certificates.press.sheet import Sheet, SheetRow, press_sheet
from volunteers.models import SheetStatus, SignInSheet


def pdf_of(sheet: SignInSheet) -> bytes:
    """The file to print, the same bytes as long as sheet and names are the same.

    Names that are known only since they were typed in stay blank, as on the paper that hangs there. Raises Conflict
    (`sheet_ended`) where its names are gone, Invalid (`not_printable`) for a letter that no font draws.
    """
    if sheet.status == SheetStatus.DISCARDED or sheet.emptied_at is not None:
        raise Conflict(_("Diese Liste ist nicht mehr offen."), code="sheet_ended")
    rows = sheet.rows.in_order().values_list("code", "printed", "volunteer__name")
    content = Sheet(
        organisation=sheet.organisation.name,
        activity=sheet.activity.title,
        code=sheet.code,
        form=sheet.form,  # type: ignore[arg-type]  # a constraint of the database holds it
        days=tuple(sheet.fixed_days),
        rows=tuple(SheetRow(code, (name or "") if printed else "") for code, printed, name in rows),
        address=address_of(sheet),
        made_on=timezone.localdate(sheet.created_at),
        beside=sheet.language,
    )
    try:
        return press_sheet(content)
    except ContentError as error:
        raise Invalid(error.reason, code="not_printable", field=error.field) from error


def address_of(sheet: SignInSheet) -> str:
    """The page on which it is typed in; in German, for paper knows no other reader's language."""
    with override(settings.LANGUAGE_CODE):
        return settings.PUBLIC_URL + reverse("desk-sheet", args=[sheet.organisation.uuid, sheet.uuid])
