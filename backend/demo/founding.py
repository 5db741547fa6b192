"""The alliance itself: accounts, organisations with their offers, coordinators, volunteers."""

import uuid as uuids
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.db import transaction

from backend.demo import joining
from backend.demo.alliance import (
    ALLIANCE,
    CONFIRMER,
    DISTRICT,
    FIELD,
    ISSUER,
    LEER,
    OPERATOR,
    PARTNERS,
    PASSWORD,
    SIGN_INS,
    Partner,
)
from backend.demo.hours import NAMESPACE
from backend.demo.people import Person, everybody
from backend.demo.publishing import published
from certificates.models import Issuer
from volunteers.models import Activity, District, FieldOfAction, Organisation, Role, ScopeKind, User, Volunteer
from volunteers.services import directory
from volunteers.services import people as people_services

_MARK = uuids.uuid5(NAMESPACE, "issuer")  # whose issuer has this UUID is an alliance of ours


class State(StrEnum):
    """What the database holds."""

    EMPTY = "empty"
    BEGUN = "begun"  # an earlier run was cut short
    FINISHED = "finished"
    FOREIGN = "foreign"  # an alliance that did not come from here, or accounts under our addresses


def state() -> State:
    """Read from what the steps leave behind; each of them is one transaction, so there is nothing in between."""
    if Issuer.objects.filter(uuid=_MARK).exists():
        return State.FINISHED if published() else State.BEGUN
    ours = [sign_in.email for sign_in in SIGN_INS]
    taken = (
        Organisation.objects.exists()
        or Volunteer.objects.exists()
        or Issuer.objects.exists()
        or User.objects.filter(email__in=ours).exists()
    )
    return State.FOREIGN if taken else State.EMPTY


@transaction.atomic
def found() -> dict[str, int]:
    """The alliance, all of it or nothing.

    Returns how many there are: organisations, districts, activities, fields, coordinators, volunteers, and of these
    accounts (with one) and kept (by an organisation).
    """
    if state() == State.EMPTY:
        Issuer.objects.create(uuid=_MARK, **ISSUER)  # the operator's own doing, in Django's admin: no service owns it
        _open_accounts()
        for partner in PARTNERS:
            _admit(partner)
        people_services.add_member(
            actor=None,
            organisation=Organisation.objects.get(slug=PARTNERS[0].slug),
            email=CONFIRMER.email,
            role=Role.CONFIRMER,
        )
        _appoint_coordinators()
        for person in everybody():
            _welcome(person)
        joining.ask_to_join()
    volunteers = Volunteer.objects.filter(name__in=[person.name for person in everybody()])
    return {
        "organisations": Organisation.objects.count(),
        "districts": Organisation.objects.values("district").distinct().count(),
        "activities": Activity.objects.count(),
        "fields": Activity.objects.values("field").distinct().count(),
        "coordinators": User.objects.exclude(coordinator_scopes=None).count(),
        "volunteers": volunteers.count(),
        "accounts": volunteers.exclude(user=None).count(),
        "kept": volunteers.filter(user=None).count(),
    }


def _open_accounts() -> None:
    """Those that can sign in have the printed password; the others wait for somebody to give them one."""
    for sign_in in SIGN_INS:
        if sign_in is OPERATOR:
            User.objects.create_superuser(email=sign_in.email, password=PASSWORD)
        else:
            User.objects.create_user(
                email=sign_in.email, password=PASSWORD, name=sign_in.name, language=sign_in.language
            )
    there = {sign_in.email for sign_in in SIGN_INS}
    leaders = [(partner.email, partner.manager, "de") for partner in PARTNERS]
    volunteers = [(person.email, person.name, person.language) for person in everybody() if person.account]
    for email, name, language in leaders + volunteers:
        if email not in there:
            User.objects.create_user(email=email, name=name, language=language)


def _admit(partner: Partner) -> None:
    organisation = directory.create_organisation(
        actor=None,
        slug=partner.slug,
        name=partner.name,
        kind=partner.kind,
        district=District.objects.get(ags=partner.district),
        domain=f"{partner.slug}.example.org",
    )
    people_services.add_member(actor=None, organisation=organisation, email=partner.email, role=Role.MANAGER)
    for offer in partner.offers:
        directory.create_activity(
            actor=None,
            organisation=organisation,
            title=offer.title,
            field=FieldOfAction.objects.get(code=offer.field),
            description=offer.description,
        )


def _appoint_coordinators() -> None:
    people_services.appoint_coordinator(actor=None, email=ALLIANCE.email, kind=ScopeKind.ALL)
    carla = User.objects.get(email=ALLIANCE.email)
    people_services.appoint_coordinator(
        actor=carla, email=DISTRICT.email, kind=ScopeKind.DISTRICT, district=District.objects.get(ags=LEER)
    )
    people_services.appoint_coordinator(
        actor=carla, email=FIELD.email, kind=ScopeKind.FIELD, field=FieldOfAction.objects.get(code="language")
    )
    for coordinator in User.objects.filter(email__in=[ALLIANCE.email, DISTRICT.email, FIELD.email]):
        _give_app(coordinator)


def _give_app(user: User) -> None:
    """Coordination needs a second factor. Nobody has an app for invented people: /postfach shows their codes."""
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(generate_totp_secret())}
    )


def _welcome(person: Person) -> None:
    names = {
        "name": person.name,
        "name_latin": person.latin,
        "given_name": person.given,
        "family_name": person.family,
        "language": person.language,
    }
    if person.account:
        people_services.register_volunteer(user=User.objects.get(email=person.email), **names)
        return
    home = Organisation.objects.get(slug=person.home)
    people_services.keep_volunteer(actor=leader_of(home), organisation=home, email=person.email, **names)


def leader_of(organisation: Organisation) -> User:
    """The account that leads the organisation."""
    return User.objects.get(memberships__organisation=organisation, memberships__role=Role.MANAGER)
