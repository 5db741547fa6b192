"""The published figures for programs: the page's own, and as little of small numbers."""

import datetime as dt

import pytest
from django.test import Client

from recognition.services import statistics
from tests.cast import World
from tests.volunteers.test_figures import activity_in, give

pytestmark = pytest.mark.sqlite


def test_figures_say_what_the_page_says_and_nothing_of_a_few(world: World) -> None:
    give(world.talking, 10, minutes=90)
    give(world.football, 6, minutes=30)
    give(activity_in("03404"), 3, minutes=660)
    nobody = Client()
    assert nobody.get("/api/v1/figures").json()["years"] == []
    statistics.publish_due(today=dt.date(2026, 3, 1))
    years = nobody.get("/api/v1/figures")
    assert years.json()["years"] == [2025]
    answer = nobody.get("/api/v1/figures/2025/district")
    found = answer.json()
    told = {line["key"]: line for line in found["lines"]}
    leer = {
        "key": "03457",
        "hidden": False,
        "minutes": 900,
        "people": 10,
        "organisations": None,
    }  # of three, two hidden
    hidden = {"hidden": True, "minutes": None, "people": None, "organisations": None}
    assert (len(told), told["03457"]) == (45, leer)
    assert [told[ags] for ags in ("03402", "03404")] == [{"key": ags} | hidden for ags in ("03402", "03404")]
    assert found["total"] == leer | {"key": "", "minutes": 3060, "people": 19, "organisations": 3}
    assert found["licence"] == "https://www.govdata.de/dl-de/zero-2-0"
    for kept in (years, answer):
        assert (kept.cookies, kept["Cache-Control"].split(", ")[0]) == ({}, "public")
    assert 'href="/api/v1/figures/2025/district"' in nobody.get("/zahlen").content.decode()
    genders = nobody.get("/api/v1/figures/2025/gender").json()["lines"]
    assert {line["key"]: line["people"] for line in genders} == {"female": 0, "male": 0, "diverse": 0, "unknown": 19}
    for address in ("2024/district", "2025/name", "99999999999999999999/field"):
        assert nobody.get(f"/api/v1/figures/{address}").status_code == 404
