"""Taking a certificate back: who, when, why. The row stays, its page says so, its credential counts no more."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Forbidden, Invalid
from backend.common.models import Reason
from backend.common.transitions import move
from certificates.models import Certificate, CertificateAct, CertificateEvent, CertificateStatus, RevocationCode
from certificates.models.certificates import TRANSITIONS

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def revoke(*, actor: "User", certificate: Certificate, code: str, reason: str) -> Certificate:
    """Revoke an issued certificate. `code` is a RevocationCode, `reason` a sentence that its holder may read.

    A replacement that is on its way stays on its way: it is a paper of its own, and may be revoked as well.
    Raises Forbidden (`not_coordinator`, `own_certificate`), Invalid (`reason_missing`, `unknown_reason`),
    IllegalTransition unless the certificate is issued, also when somebody else was faster.
    """
    answering_for(actor=actor, certificate=certificate)
    reason = reason.strip()
    if not reason:
        raise Invalid(
            _("Bitte nennen Sie den Grund. Wer die Urkunde prüft, soll ihn verstehen."),
            code="reason_missing",
            field="reason",
        )
    if code not in RevocationCode.values:
        raise Invalid(_("Diese Kennung eines Grundes gibt es nicht."), code="unknown_reason", field="code")
    now = clock.now()
    move(
        certificate,
        to=CertificateStatus.REVOKED,
        transitions=TRANSITIONS,
        revoked_at=now,
        revoked_by=actor,
        revocation_code=code,
        revocation_reason=reason,
    )
    CertificateEvent.objects.create(
        certificate=certificate, at=now, actor=actor, act=CertificateAct.REVOKED, code=code, reason=Reason.keep(reason)
    )
    return certificate


def answering_for(*, actor: "User", certificate: Certificate) -> None:
    """Raises Forbidden unless the actor coordinates this certificate, and it is somebody else's.

    Four eyes: what becomes of one's own paper is for a colleague to decide.
    """
    if not Certificate.objects.coordinated_by(actor).filter(pk=certificate.pk).exists():
        raise Forbidden(_("Darüber entscheidet die Koordination, die dafür zuständig ist."), code="not_coordinator")
    if Certificate.objects.filter(pk=certificate.pk, volunteer__user_id=actor.pk).exists():
        raise Forbidden(
            _("Das ist Ihre eigene Urkunde. Bitte lassen Sie jemand anderes aus der Koordination entscheiden."),
            code="own_certificate",
        )
