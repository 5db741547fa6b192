"""The holder's say over the public page: hide the details after use, show them again."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden
from certificates.models import Certificate, CertificateAct, CertificateEvent
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def hide_details(*, actor: "User", certificate: Certificate) -> Certificate:
    """From now on the public page says whether the certificate holds, and nothing about the person.

    Hiding twice is hiding once. Raises Forbidden (`not_holder`), Conflict (`not_issued`).
    """
    return _set(actor, certificate, hidden_at=clock.now(), act=CertificateAct.HIDDEN)


@transaction.atomic
def show_details(*, actor: "User", certificate: Certificate) -> Certificate:
    """The public page says again what the paper says. Raises Forbidden (`not_holder`), Conflict (`not_issued`)."""
    return _set(actor, certificate, hidden_at=None, act=CertificateAct.SHOWN)


def _set(actor: "User", certificate: Certificate, *, hidden_at: dt.datetime | None, act: CertificateAct) -> Certificate:
    reach = reach_of(actor)
    if reach.volunteer_id is None or certificate.volunteer_id != reach.volunteer_id:
        raise Forbidden(_("Das entscheidet die Person, der die Urkunde gehört."), code="not_holder")
    there = Certificate.objects.verifiable().filter(pk=certificate.pk)
    if there.filter(hidden_at__isnull=hidden_at is not None).update(hidden_at=hidden_at):
        CertificateEvent.objects.create(certificate=certificate, at=clock.now(), actor=actor, act=act)
    elif not there.exists():
        raise Conflict(
            _("Diese Urkunde ist noch nicht ausgestellt, sie hat noch keine öffentliche Seite."), code="not_issued"
        )
    certificate.refresh_from_db()
    return certificate
