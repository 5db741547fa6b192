"""The credential of a certificate as a file that its holder keeps: for a wallet, or for any program."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from backend.common.errors import Conflict
from certificates.content import ContentError, parse_content
from certificates.models import Certificate
from certificates.press.credential import credential, credential_body
from certificates.press.seal import compact_json
from certificates.services import keys
from certificates.services.files import HAVE_A_FILE


class CredentialFile(NamedTuple):
    """A file to hand out."""

    name: str
    media_type: str
    data: bytes


def credential_file(certificate: Certificate) -> CredentialFile:
    """Signed (`vc+jwt`) where the key that sealed the paper is here, else the unsigned JSON.

    What the holder hid on the public page is in it all the same: this is for the holder. Raises Conflict (`not_issued`;
    `content_unreadable` for a content that this version does not understand).
    """
    if certificate.status not in HAVE_A_FILE:
        raise Conflict(
            _("Diese Urkunde ist noch nicht ausgestellt. Bitte versuche es später noch einmal."), code="not_issued"
        )
    try:
        content = parse_content(certificate.content)
    except ContentError as error:
        raise Conflict(
            _("Zu dieser Urkunde gibt es keinen digitalen Nachweis. Bitte wende dich an die Koordination."),
            code="content_unreadable",
        ) from error
    seal = keys.seal_by_id(certificate.seal_key) if certificate.seal_key else None
    if seal is not None:
        return CredentialFile(f"{certificate.number_text}.jwt", "application/vc+jwt", credential(content, seal))
    body = credential_body(content, content.did or keys.did())
    return CredentialFile(f"{certificate.number_text}.json", "application/vc", compact_json(body))
