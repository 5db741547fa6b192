"""How an order would come out: made by the very code that orders, pressed by the real press, and nothing of it kept."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from backend.common.errors import Invalid
from certificates.content import ContentError
from certificates.models import TemplateVersion
from certificates.services import ordering, previews, templates
from certificates.services.pressing import pressed
from volunteers.services import withdrawal

if TYPE_CHECKING:
    from volunteers.models import User

NOBODYS_CODE = "A" * 16


def of_nobody(content: dict[str, Any]) -> dict[str, Any]:
    """The content with number, code and addresses of nobody, so that a picture of it passes for no certificate.

    Nor does the picture lead to where the person's consents end.
    """
    return content | {
        "number": content["number"].rpartition("-")[0] + "-000000",
        "code": NOBODYS_CODE,
        "verify_url": f"{settings.PUBLIC_URL}/v/{NOBODYS_CODE}",
        "withdraw_url": withdrawal.sample_url(),
    }


def preview_order(*, actor: "User", width: int, template: TemplateVersion | None = None, **order: Any) -> bytes:
    """PNG of the first page of what `ordering.request_certificate` would make of the same order, `width` pixels wide.

    No row, no number, no frozen template stays. Raises as that does, and Invalid (`not_printable`) with the field.
    """
    with transaction.atomic():
        content = ordering.request_certificate(actor=actor, template=template, **order).content
        transaction.set_rollback(True)
    version = template.pk if template else None
    try:
        return previews.first_page(
            pressed(of_nobody(content), templates.layouts_of({version})[version], None), width=width
        )
    except ContentError as error:
        raise Invalid(error.reason, code="not_printable", field=error.field) from error
