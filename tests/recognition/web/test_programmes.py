"""The coordinators' page of programmes: rules in words made from the rules, and how many stand there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from recognition.models import Programme
from recognition.rules import parse
from recognition.services import evaluating
from recognition.wording import sentences
from tests import factories
from tests.cast import World, give_second_factor

VOLUME: dict[str, Any] = {"hours": [{"in_year": 80}], "years": 1, "organisations": "one"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {
                "needs": VOLUME | {"hours": [{"in_year": 250}, {"a_week": 5, "months": 12}], "years": 2}
                | {"organisations": "together", "lasting_months": 24},
                "waivers": ["juleica", "rescue_service"],
            },
            [
                (
                    "Mindestens 250 Stunden im Kalenderjahr oder im Schnitt mindestens 5 h in der Woche, "
                    "gerechnet über 12 Monate."
                ),
                "In 2 Jahren hintereinander.",
                "Seit mindestens 24 Monaten.",
                "Stunden bei mehreren Organisationen zählen zusammen.",
                "Ohne Nachweis von Stunden mit: Juleica, Rettungsdienst.",
            ],
        ),
        (
            {"needs": VOLUME, "minimum_age": 14, "evidence": "known_domain"},
            [
                "Mindestens 80 Stunden im Kalenderjahr.",
                "Bei einer Organisation allein.",
                "Ab 14 Jahren.",
                "Mindestens nötig: Bestätigung von einer Adresse der Organisation.",
            ],
        ),
        ({"needs": {"total_hours": 1}}, ["1 Stunde insgesamt."]),
        ({"needs": {"years_engaged": 5}}, ["Seit 5 Jahren dabei, ohne ein Jahr Pause."]),
        ({"needs": {"back_after_months": 12}}, ["Wieder da nach 12 Monaten Pause."]),
    ],
)  # fmt: skip
def test_rule_is_said_in_sentences(rule: dict[str, Any], said: list[str]) -> None:
    assert sentences(parse(rule)) == said


def test_page_shows_each_programme_with_those_who_stand_there(
    world: World, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=1440)
    factories.confirmed(world.mallory_volunteer, world.football, minutes=60)
    evaluating.follow()
    client.force_login(world.carla)
    with django_assert_num_queries(7):
        page = client.get("/koordination/programme")
    shown = page.context["programmes"]
    assert [one.programme for one in shown] == list(Programme.objects.all())
    assert {one.programme.code: one.people for one in shown if one.people} == {"first-hour": 2}
    of_leer = factories.coordinate(factories.user(), district=world.cafe.district)
    give_second_factor(of_leer)
    client.force_login(of_leer)
    shown = client.get("/koordination/programme").context["programmes"]
    assert {one.programme.code: one.people for one in shown if one.people} == {"first-hour": 1}
