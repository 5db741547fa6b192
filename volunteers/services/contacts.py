"""Whom volunteers of an organisation may ask by mail: addresses that its managers write down."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import ContactAddress, Organisation
from volunteers.reach import reach_of
from volunteers.services.people import check_email, check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

MOST = 20  # of one organisation: the volunteer chooses among them


@transaction.atomic
def add_contact(*, actor: "User", organisation: Organisation, name: str, email: str) -> ContactAddress:
    """Offer an address under a name that volunteers read; the address itself they do not.

    Raises Forbidden (`not_manager`), Invalid (`name_missing`, `email_missing`, `email_invalid`, `too_long`,
    `not_printable`), Conflict (`already_there`, `too_many_contacts`).
    """
    _check_manager(actor, organisation)
    if blank(name):
        raise Invalid(_("Bitte geben Sie eine Bezeichnung an."), code="name_missing", field="name")
    name = tidy(name)
    check_line(name, field="name", most=100)
    address = check_email(email)
    if not address:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an."), code="email_missing", field="email")
    if ContactAddress.objects.filter(organisation=organisation).count() >= MOST:
        raise Conflict(_("Mehr als %(most)s Kontaktadressen gehen nicht.") % {"most": MOST}, code="too_many_contacts")
    try:
        with transaction.atomic():
            contact = ContactAddress.objects.create(organisation=organisation, label=name, address=address)
    except IntegrityError as error:
        raise Conflict(_("Diese Adresse steht schon da."), code="already_there", field="email") from error
    _note(actor, organisation)
    return contact


@transaction.atomic
def remove_contact(*, actor: "User", contact: ContactAddress) -> None:
    """Offer it no longer; what was asked stays asked. Raises Forbidden (`not_manager`)."""
    _check_manager(actor, contact.organisation)
    contact.delete()
    _note(actor, contact.organisation)


def _check_manager(actor: "User", organisation: Organisation) -> None:
    if organisation.pk not in reach_of(actor).managed:
        raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")


def _note(actor: "User", organisation: Organisation) -> None:
    note(
        act=Act.ORGANISATION_CHANGED,
        actor=actor,
        organisation=organisation,
        subject=organisation.uuid,
        detail={"changed": ["contacts"]},
    )
