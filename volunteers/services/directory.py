"""The directory: organisations and what they offer."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import Activity, District, FieldOfAction, Organisation
from volunteers.reach import reach_of
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def create_organisation(
    *,
    actor: "User | None",
    slug: str,
    name: str,
    kind: str,
    district: District,
    domain: str = "",
    website: str = "",
) -> Organisation:
    """Admit an organisation: a coordinator of the alliance or of its district; `actor=None` is the operator.

    Raises Forbidden (`not_coordinator`), Conflict (`slug_taken`), Invalid for the name.
    """
    if actor is not None and not reach_of(actor).coordinates_place(district_id=district.pk, field_id=None):
        raise Forbidden(_("Organisationen nimmt die Koordination auf."), code="not_coordinator")
    name = _line(name, field="name", most=200)
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                slug=slug, name=name, kind=kind, district=district, domain=_domain(domain), website=website
            )
    except IntegrityError as error:
        raise Conflict(
            _("Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes."), code="slug_taken", field="slug"
        ) from error
    note(
        act=Act.ORGANISATION_ADMITTED,
        actor=actor,
        organisation=organisation,
        subject=organisation.uuid,
        detail={"kind": kind, "district": district.ags},
    )
    return organisation


@transaction.atomic
def update_organisation(*, actor: "User", organisation: Organisation, **changes: Any) -> Organisation:
    """Change name, domain or website: its managers and coordinators. Kind, district and activity of it: coordinators.

    Raises Forbidden (`not_manager`, `not_coordinator`).
    """
    reach = reach_of(actor)
    coordinates = reach.coordinates_place(district_id=organisation.district_id, field_id=None)
    if organisation.pk not in reach.managed and not coordinates:
        raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")
    if {"kind", "district", "is_active"} & changes.keys() and not coordinates:
        raise Forbidden(_("Das ändert die Koordination."), code="not_coordinator")
    if "name" in changes:
        changes["name"] = _line(changes["name"], field="name", most=200)
    if "domain" in changes:
        changes["domain"] = _domain(changes["domain"])
    for field, value in changes.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=list(changes))
    note(
        act=Act.ORGANISATION_CHANGED,
        actor=actor,
        organisation=organisation,
        subject=organisation.uuid,
        detail={"changed": sorted(changes)},
    )
    return organisation


@transaction.atomic
def create_activity(
    *,
    actor: "User | None",
    organisation: Organisation,
    title: str,
    field: FieldOfAction,
    district: District | None = None,
    description: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Activity:
    """Offer an activity; the district is the organisation's unless given.

    Members of the organisation may; `actor=None` is the operator. Raises Forbidden (`not_member`), Conflict
    (`title_taken`), Invalid (`period_out_of_order`).
    """
    if actor is not None:
        _check_member(actor, organisation)
    _check_period(starts_on, ends_on)
    try:
        with transaction.atomic():
            activity = Activity.objects.create(
                organisation=organisation,
                title=_line(title, field="title", most=120),
                field=field,
                district=district or organisation.district,
                description=description,
                starts_on=starts_on,
                ends_on=ends_on,
            )
    except IntegrityError as error:
        raise _title_taken() from error
    note(
        act=Act.ACTIVITY_OFFERED,
        actor=actor,
        organisation=organisation,
        subject=activity.uuid,
        detail={"field": field.code, "district": activity.district.ags},
    )
    return activity


@transaction.atomic
def update_activity(*, actor: "User", activity: Activity, **changes: Any) -> Activity:
    """Change an activity. Field and district are fixed once hours were logged: totals were counted by them.

    Raises Forbidden (`not_member`), Conflict (`title_taken`, `activity_in_use`), Invalid (`period_out_of_order`).
    """
    _check_member(actor, activity.organisation)
    moved = any(
        name in changes and changes[name].pk != getattr(activity, f"{name}_id") for name in ("field", "district")
    )
    if moved and activity.hours.exists():
        raise Conflict(
            _("Zu dieser Tätigkeit gibt es schon Stunden. Bitte legen Sie für ein anderes Feld eine neue an."),
            code="activity_in_use",
            field="field" if "field" in changes else "district",
        )
    if "title" in changes:
        changes["title"] = _line(changes["title"], field="title", most=120)
    for name, value in changes.items():
        setattr(activity, name, value)
    _check_period(activity.starts_on, activity.ends_on)
    try:
        with transaction.atomic():
            activity.save(update_fields=list(changes))
    except IntegrityError as error:
        raise _title_taken() from error
    note(
        act=Act.ACTIVITY_CHANGED,
        actor=actor,
        organisation=activity.organisation,
        subject=activity.uuid,
        detail={"changed": sorted(changes)},
    )
    return activity


def _check_member(actor: "User", organisation: Organisation) -> None:
    if organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Das dürfen nur Mitglieder der Organisation."), code="not_member", field="organisation")


def _check_period(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(_("Das Ende der Tätigkeit liegt vor ihrem Anfang."), code="period_out_of_order", field="ends_on")


def _line(text: str, *, field: str, most: int) -> str:
    if blank(text):
        raise Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field=field)
    text = tidy(text)
    check_line(text, field=field, most=most)
    return text


def _domain(text: str) -> str:
    """As it is compared with the end of an e-mail address."""
    return text.strip().lower()


def _title_taken() -> Conflict:
    return Conflict(
        _("Eine Tätigkeit mit diesem Titel gibt es in dieser Organisation schon."), code="title_taken", field="title"
    )
