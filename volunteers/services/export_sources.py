"""Which rows of this app a role gets to see in an export: through `visible_to`, within the role's own reach."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When

from backend.common.models import said
from volunteers.models import (
    Activity,
    ConfirmationLink,
    Consent,
    ContactAddress,
    GuardianConsent,
    Membership,
    Organisation,
    OrganisationMonth,
    ProtocolEvent,
    Volunteer,
)
from volunteers.services.exports import Find, Role, Rows


def seen(model: Any, place: str = "organisation", change: Callable[[Rows], Rows] = lambda rows: rows) -> Find:
    """What `visible_to` shows of a model, at a desk only what stands at that organisation; changed by `change`."""

    def find(role: Role) -> Rows:
        rows = model.objects.visible_to(role.user)
        return change(rows if role.organisation is None else rows.filter(**{place: role.organisation}))

    return find


def with_words(rows: Rows) -> Rows:
    """With the words that are kept beside events, as `said`."""
    told: Rows = rows.annotate(said=said())
    return told


# --- what needs more than `visible_to` ---


def people_at(role: Role) -> Rows:
    """Who is known here; an address only where this organisation keeps the record of somebody without account."""
    kept = Q(user=None, kept_by=role.organisation)
    here = Volunteer.objects.visible_to(role.user).filter(pk__in=Volunteer.objects.known_at(_place(role)).values("pk"))
    return here.annotate(told=Case(When(kept, then=F("email")), default=Value("")))


def _place(role: Role) -> Organisation:
    if role.organisation is None:
        raise TypeError("a kind of the desk was asked for the coordination")
    return role.organisation


def own_place(role: Role) -> Rows:
    """The organisation itself."""
    return Organisation.objects.filter(pk=_place(role).pk)


def places(role: Role) -> Rows:
    """Organisations of the coordinated districts, and those with an activity in the coordinated fields."""
    found = Organisation.objects.visible_to(role.user)
    if role.reach.everything:
        return found
    offers = Activity.objects.in_scope(role.reach).filter(organisation_id=OuterRef("pk"))
    return found.filter(Q(district_id__in=role.reach.districts) | Q(Exists(offers)))


def offers(role: Role) -> Rows:
    """Activities that one coordinates."""
    return Activity.objects.visible_to(role.user).in_scope(role.reach)


def months(role: Role) -> Rows:
    """The organisation's sums, from the rollup."""
    return OrganisationMonth.objects.filter(organisation=role.organisation)


def links_at(role: Role) -> Rows:
    """That somebody asked by mail, and what came of it, as the protocol tells the management. Not whom, nor who."""
    return ConfirmationLink.objects.filter(organisation=role.organisation).with_state()


def contacts_at(role: Role) -> Rows:
    """Whom volunteers may ask; the addresses are the organisation's own."""
    return ContactAddress.objects.filter(organisation=role.organisation)


def consents_at(role: Role) -> Rows:
    """Of people without account, whose consents this organisation keeps."""
    return Consent.objects.visible_to(role.user).filter(volunteer__user=None, volunteer__kept_by=role.organisation)


def guardians_at(role: Role) -> Rows:
    """Papers that this organisation holds, and what it asked for people without account."""
    kept = Q(volunteer__user=None, volunteer__kept_by=role.organisation)
    return GuardianConsent.objects.visible_to(role.user).filter(kept | Q(organisation=role.organisation))


def decisions_at(role: Role) -> Rows:
    """What was decided here. Words only of who belongs or belonged to the organisation, or of a rule: the reasons of
    coordinators are theirs.
    """
    ours = Exists(Membership.objects.filter(user_id=OuterRef("actor_id"), organisation=role.organisation))
    own = ProtocolEvent.objects.visible_to(role.user).filter(organisation=role.organisation)
    told = Case(When(Q(actor=None) | Q(ours), then=said()), default=Value(""), output_field=TextField())
    return own.annotate(said=told)


def members(role: Role) -> Rows:
    """Roles at the coordinated organisations; one's own elsewhere are no matter of coordination."""
    found = Membership.objects.visible_to(role.user)
    return found if role.reach.everything else found.filter(organisation__district_id__in=role.reach.districts)


def decisions(role: Role) -> Rows:
    """What was decided at the coordinated organisations."""
    found = with_words(ProtocolEvent.objects.visible_to(role.user))
    return found if role.reach.everything else found.filter(organisation__district_id__in=role.reach.districts)
