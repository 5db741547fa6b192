"""Who may have a competence certificate, and what it says (domain.md, "Documents": Kompetenznachweis).

The rule of the state's programme: at least 14 years old, at least 80 confirmed hours in a calendar year at one
organisation; and at least one competence that this organisation confirmed. Whether it may be issued is `due`;
`competence_content` is the same with all that the certificate says of it, for `building.content_for` to take over.
For many people at once there are `eligible` and `examples_of`, a query each.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Invalid
from certificates.services.building import Deeds, deeds_of, facts_of
from volunteers.competences import pool
from volunteers.models import CompetenceClaim, HourEntry, Organisation, Volunteer, VolunteerDetails
from volunteers.querysets import HourEntryQuerySet

AGE = 14
MINUTES = 80 * 60


def due(
    volunteer: Volunteer,
    organisation: Organisation,
    year: int,
    *,
    age_affirmed: bool = False,
    hours: HourEntryQuerySet | None = None,
) -> Deeds:
    """What the person did there in that calendar year, if it makes a competence certificate due today.

    `hours` narrows what counts (a coordinator's scope); `age_affirmed` is the orderer's word that the person is 14,
    needed where no birth date is known and without effect where one is. Raises Invalid: `too_young`, `age_unknown`
    (field `age_affirmed`), `too_few_hours` (field `year`), `no_competence` (field `organisation`).
    """
    check_age(volunteer, age_affirmed=age_affirmed)
    at_organisation = (HourEntry.objects.all() if hours is None else hours).filter(organisation=organisation)
    in_year = at_organisation.in_period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    deeds = deeds_of([volunteer], in_year).get(volunteer.pk)
    if deeds is None or deeds.minutes < MINUTES:
        raise Invalid(
            _("Ein Kompetenznachweis braucht mindestens 80 bestätigte Stunden in einem Jahr bei einer Organisation."),
            code="too_few_hours",
            field="year",
            extra={"minutes": deeds.minutes if deeds else 0, "minutes_needed": MINUTES},
        )
    if not CompetenceClaim.objects.confirmed().filter(volunteer=volunteer, organisation=organisation).exists():
        raise Invalid(
            _("Diese Organisation hat noch keine Kompetenz bestätigt. Mindestens eine gehört in den Nachweis."),
            code="no_competence",
            field="organisation",
        )
    return deeds


def check_age(volunteer: Volunteer, *, age_affirmed: bool) -> None:
    """Raises Invalid (`too_young`; `age_unknown` without birth date and affirmation)."""
    details = VolunteerDetails.objects.filter(volunteer=volunteer).first()
    age = details.age_on(clock.today()) if details else None
    if age is None and not age_affirmed:
        raise Invalid(
            _("Das Alter ist nicht bekannt. Bitte versichern Sie, dass die Person mindestens 14 Jahre alt ist."),
            code="age_unknown",
            field="age_affirmed",
        )
    if age is not None and age < AGE:
        raise Invalid(_("Einen Kompetenznachweis gibt es ab 14 Jahren."), code="too_young", field="volunteer")


def eligible(organisation: Organisation, *, age_affirmed: bool = False) -> QuerySet[Volunteer]:
    """Those of whom `due` asks nothing but hours: old enough today, and with a confirmed competence there.

    With `age_affirmed` also those whose birth date nobody knows.
    """
    today = clock.today()
    try:
        latest = today.replace(year=today.year - AGE)
    except ValueError:  # 29 February; that year has none
        latest = today.replace(year=today.year - AGE, day=28)
    old_enough = Q(details__birth_date__lte=latest)
    if age_affirmed:
        old_enough |= Q(details__birth_date=None)
    claims = CompetenceClaim.objects.confirmed().filter(volunteer=OuterRef("pk"), organisation=organisation)
    return Volunteer.objects.filter(old_enough, Exists(claims))


Examples = dict[str, str]  # by code of the competence: the sentence that shows it


def examples_of(volunteers: Sequence[Volunteer], organisation: Organisation) -> dict[int, Examples]:
    """The competences that the organisation confirmed to each of them, by volunteer key, from one query."""
    claims = CompetenceClaim.objects.confirmed().filter(volunteer__in=volunteers, organisation=organisation)
    found: dict[int, Examples] = {}
    for volunteer, code, example in claims.values_list("volunteer_id", "competence", "example"):
        found.setdefault(volunteer, {})[code] = example
    return found


def competences_of(
    volunteer: Volunteer, organisation: Organisation, language: str, beside: str = ""
) -> list[dict[str, Any]]:
    """The confirmed competences as the content holds them; see `named`."""
    return named(examples_of([volunteer], organisation).get(volunteer.pk, {}), language, beside)


def named(examples: Examples, language: str, beside: str = "") -> list[dict[str, Any]]:
    """Competences as the content holds them, in the order of the pool, named in one or two languages."""
    return [
        {
            "code": code,
            "title": competence.title(language),
            "title_beside": competence.title(beside) if beside else "",
            "example": examples[code],
            "esco": {"label": competence.esco_label, "uri": competence.esco_uri} if competence.esco_uri else None,
        }
        for code, competence in pool().items()
        if code in examples
    ]


def competence_content(
    volunteer: Volunteer,
    organisation: Organisation,
    year: int,
    *,
    language: str = "de",
    beside: str = "",
    age_affirmed: bool = False,
    hours: HourEntryQuerySet | None = None,
) -> dict[str, Any]:
    """What the certificate says: a record of that year there, and the competences, as JSON. Raises as `due`."""
    deeds = due(volunteer, organisation, year, age_affirmed=age_affirmed, hours=hours)
    return facts_of(deeds) | {"competences": competences_of(volunteer, organisation, language, beside)}
