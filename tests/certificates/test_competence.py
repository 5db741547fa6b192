"""The rule of the competence certificate: 14 years, 80 hours in a year at one organisation, a confirmed competence."""

import datetime as dt

import pytest
import time_machine

from backend.common.errors import Invalid
from certificates.content import parse_content
from certificates.services import building, competence
from certificates.services.building import Deeds
from tests import factories
from tests.cast import World
from volunteers.models import Activity, ClaimStatus, HourEntry, VolunteerDetails

TODAY = dt.date(2026, 6, 15)
NOON = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> "object":
    with time_machine.travel(NOON, tick=False):
        yield


def eighty_hours(world: World, *, less: int = 0, year: int = 2025) -> None:
    """Ten days of eight hours at the café, less so many minutes on the last."""
    for day in range(10):
        minutes = 480 - (less if day == 9 else 0)
        factories.confirmed(world.ada_volunteer, world.talking, minutes=minutes, day=dt.date(year, 3, 1 + day))


def claim(world: World, *, code: str = "teamwork", status: str = ClaimStatus.CONFIRMED, example: str = "Half.") -> None:
    factories.claim(world.ada_volunteer, world.cafe, competence=code, status=status, example=example)


def born(world: World, year: int, month: int, day: int) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=dt.date(year, month, day))


def due(world: World, *, age_affirmed: bool = True, year: int = 2025) -> Deeds:
    return competence.due(world.ada_volunteer, world.cafe, year, age_affirmed=age_affirmed)


def refused(world: World, *, age_affirmed: bool = True, year: int = 2025) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        due(world, age_affirmed=age_affirmed, year=year)
    return refusal.value.code, refusal.value.field


def test_eighty_hours_and_a_competence_are_enough(world: World) -> None:
    eighty_hours(world)
    claim(world)
    deeds = due(world)
    assert (deeds.minutes, deeds.first, deeds.last) == (4800, dt.date(2025, 3, 1), dt.date(2025, 3, 10))
    assert deeds.activities == {("Sprechrunde", "Sprachcafé"): 4800}


def test_one_minute_less_is_too_few(world: World) -> None:
    eighty_hours(world, less=1)
    claim(world)
    with pytest.raises(Invalid) as refusal:
        due(world)
    assert (refusal.value.code, refusal.value.field) == ("too_few_hours", "year")
    assert refusal.value.extra == {"minutes": 4799, "minutes_needed": 4800}


def test_hours_of_another_year_another_place_or_unconfirmed_do_not_count(world: World) -> None:
    eighty_hours(world, less=60)
    claim(world)
    factories.confirmed(world.ada_volunteer, world.talking, minutes=600, day=dt.date(2024, 12, 31))
    factories.confirmed(world.ada_volunteer, world.talking, minutes=600, day=dt.date(2026, 1, 1))
    factories.confirmed(world.ada_volunteer, world.football, minutes=600, day=dt.date(2025, 5, 1))
    factories.hours(world.ada_volunteer, world.talking, minutes=600, day=dt.date(2025, 5, 2))
    assert refused(world) == ("too_few_hours", "year")
    factories.confirmed(world.ada_volunteer, world.talking, minutes=60, day=dt.date(2025, 12, 31))
    assert due(world).minutes == 4800


def test_hours_of_several_activities_of_the_organisation_add_up(world: World) -> None:
    eighty_hours(world, less=60)
    claim(world)
    cooking = Activity.objects.create(
        organisation=world.cafe, title="Kochen", field=world.talking.field, district=world.talking.district
    )
    factories.confirmed(world.ada_volunteer, cooking, minutes=60, day=dt.date(2025, 1, 1))
    assert due(world).activities == {("Kochen", "Sprachcafé"): 60, ("Sprechrunde", "Sprachcafé"): 4740}


def test_hours_outside_the_orderers_scope_do_not_count(world: World) -> None:
    eighty_hours(world)
    claim(world)
    with pytest.raises(Invalid) as refusal:
        competence.due(
            world.ada_volunteer, world.cafe, 2025, age_affirmed=True, hours=HourEntry.objects.filter(day__day=1)
        )
    assert (refusal.value.code, refusal.value.extra["minutes"]) == ("too_few_hours", 480)


@pytest.mark.parametrize("status", ["proposed", "declined", "withdrawn"])
def test_without_a_confirmed_competence_nothing_is_due(status: str, world: World) -> None:
    eighty_hours(world)
    claim(world, status=status)
    factories.claim(world.ada_volunteer, world.club, status=ClaimStatus.CONFIRMED)
    assert refused(world) == ("no_competence", "organisation")


# --- age ---


def test_unknown_age_needs_the_orderers_word(world: World) -> None:
    eighty_hours(world)
    claim(world)
    assert refused(world, age_affirmed=False) == ("age_unknown", "age_affirmed")
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer)  # details without a birth date tell no age either
    assert refused(world, age_affirmed=False) == ("age_unknown", "age_affirmed")
    assert due(world, age_affirmed=True).minutes == 4800


@pytest.mark.parametrize(
    ("date", "old_enough"),
    [((2012, 6, 15), True), ((2012, 6, 16), False), ((1950, 1, 1), True), ((2020, 2, 29), False)],
)
def test_known_age_counts_whatever_is_affirmed(date: tuple[int, int, int], old_enough: bool, world: World) -> None:  # noqa: FBT001 - a table's column
    """Fourteen on the day of the order, which is 15 June 2026."""
    eighty_hours(world)
    claim(world)
    born(world, *date)
    for age_affirmed in (False, True):
        if old_enough:
            assert due(world, age_affirmed=age_affirmed).minutes == 4800
        else:
            assert refused(world, age_affirmed=age_affirmed) == ("too_young", "volunteer")


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (dt.date(2012, 2, 29), dt.date(2026, 2, 28), 13),
        (dt.date(2012, 2, 29), dt.date(2026, 3, 1), 14),
        (dt.date(2012, 12, 31), dt.date(2026, 12, 30), 13),
        (dt.date(2012, 12, 31), dt.date(2026, 12, 31), 14),
        (None, dt.date(2026, 1, 1), None),
    ],
)
def test_age_is_whole_years(birth: dt.date | None, day: dt.date, age: int | None) -> None:
    assert VolunteerDetails(birth_date=birth).age_on(day) == age


# --- what it says ---


def test_competences_are_named_in_the_language_in_the_order_of_the_pool(world: World) -> None:
    claim(world, code="language_mediation", example="Hat übersetzt.")
    claim(world, code="teamwork", example="Hat mitgeholfen.")
    claim(world, code="leadership", status=ClaimStatus.PROPOSED)
    factories.claim(world.ada_volunteer, world.club, competence="initiative", status=ClaimStatus.CONFIRMED)
    factories.claim(world.mallory_volunteer, world.cafe, competence="flexibility", status=ClaimStatus.CONFIRMED)
    claim(world, code="reflection", example="Hat daraus gelernt.")
    esco = "http://data.europa.eu/esco/skill/"
    assert competence.competences_of(world.ada_volunteer, world.cafe, "uk", "de") == [
        {
            "code": "teamwork",
            "title": "Уміння працювати в команді",
            "title_beside": "Teamfähigkeit",
            "example": "Hat mitgeholfen.",
            "esco": {"label": "work in teams", "uri": esco + "60c78287-22eb-4103-9c8c-28deaa460da0"},
        },
        {
            "code": "reflection",
            "title": "Здатність до рефлексії",
            "title_beside": "Reflexionsfähigkeit",
            "example": "Hat daraus gelernt.",
            "esco": None,
        },
        {
            "code": "language_mediation",
            "title": "Мовне посередництво",
            "title_beside": "Sprachmittlung",
            "example": "Hat übersetzt.",
            "esco": {"label": "translating and interpreting", "uri": esco + "S1.15.2"},
        },
    ]


def test_content_of_a_competence_certificate_is_a_record_with_competences(world: World) -> None:
    eighty_hours(world)
    claim(world, example="Hat mitgeholfen.")
    facts = competence.competence_content(world.ada_volunteer, world.cafe, 2025, age_affirmed=True)
    assert facts == {
        "period": {"start": "2025-03-01", "end": "2025-03-10"},
        "minutes_total": 4800,
        "years": [{"year": 2025, "minutes": 4800}],
        "activities": [{"title": "Sprechrunde", "organisation": "Sprachcafé", "minutes": 4800}],
        "evidence": "registered",
        "competences": [
            {
                "code": "teamwork",
                "title": "Teamfähigkeit",
                "title_beside": "",
                "example": "Hat mitgeholfen.",
                "esco": {
                    "label": "work in teams",
                    "uri": "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0",
                },
            }
        ],
    }
    said = building.content_for(
        kind="competence",
        volunteer=world.ada_volunteer,
        deeds=due(world),
        issuer=world.issuer,
        number="NPA-2026-000001",
        code="A" * 16,
        period=(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        issued_on=TODAY,
        competences=facts["competences"],
    )
    assert {key: said[key] for key in facts} == facts
    assert parse_content(said).competences[0].title == "Teamfähigkeit"


def test_content_is_refused_where_nothing_is_due(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        competence.competence_content(world.ada_volunteer, world.cafe, 2025, age_affirmed=True)
    assert refusal.value.code == "too_few_hours"
