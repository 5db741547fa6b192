"""The figures for everybody: nothing that tells of fewer than five people, on the page, the map or in the file."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from backend.site import map as maps
from backend.site.figures import BREAKDOWNS, table_of
from tests.cast import World
from tests.volunteers.test_figures import activity_in, give
from volunteers.models import District

Queries = Callable[[int], Any]
FEW = "zu wenige für eine Angabe"
THERE = {"03457": (10, 90), "03402": (6, 30), "03404": (3, 660)}  # people and minutes each


@pytest.fixture
def year(world: World) -> World:
    """2025: ten people in Leer, six in Emden, three in Osnabrück; and next year a single one."""
    activities = {"03457": world.talking, "03402": world.football, "03404": activity_in("03404")}
    for ags, (people, minutes) in THERE.items():
        give(activities[ags], people, minutes=minutes)
    return world


def ask(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> dict[str, list[str]]:
    """The table: label and cells."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL):
        label, *cells = (re.sub(r"<[^>]+>", "", cell) for cell in re.split(r"</t[hd]>", row))
        found[label] = cells[:-1]
    return found


def file_rows(query: str) -> list[dict[str, str]]:
    response = Client().get(f"/zahlen.csv?{query}")
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_figures_by_place_hide_the_few_and_one_more(year: World) -> None:
    """Osnabrück's three alone could be told from the total: Emden is hidden with it."""
    page = ask("/zahlen?jahr=2025")
    assert rows(page) == {
        "Emden": [FEW, "1"],
        "Leer": ["15", "10", "1", "1"],
        "Osnabrück (Stadt)": [FEW, "1"],
        "Insgesamt": ["51", "19", "3", "3"],
    }
    assert "Aus 42 weiteren Kreisen und Städten ist noch nichts eingetragen." in page


def test_map_and_file_hide_what_the_table_hides(year: World) -> None:
    page = ask("/zahlen?jahr=2025")
    areas = re.findall(r'<path class="tone-(\w+)" d="[^"]+"><title>([^<]+)</title>', page)
    assert len(areas) == 45
    assert {(tone, said) for tone, said in areas if tone != "none"} == {
        ("1", "Leer: 15 Stunden"),
        ("hidden", f"Emden: {FEW}"),
        ("hidden", f"Osnabrück (Stadt): {FEW}"),
    }
    told = {row["Schlüssel"]: row for row in file_rows("jahr=2025")}
    assert len(told) == 45
    for ags in ("03402", "03404"):
        row = told[ags]
        assert (row["Minuten"], row["Stunden"], row["Engagierte"], row["Organisationen"]) == ("", "", "", "")
        assert row["verborgen"] == "ja"
    assert (told["03457"]["Minuten"], told["03457"]["Stunden"], told["03457"]["verborgen"]) == ("900", "15", "nein")


def test_figures_of_too_few_tell_nothing_at_all(world: World) -> None:
    give(world.talking, 4)
    page = ask("/zahlen?jahr=2025")
    assert "Für dieses Jahr haben noch zu wenige Menschen Stunden bestätigt bekommen." in page
    assert 'class="figure"' not in page
    assert "Insgesamt" not in page
    assert {row["Stunden"] for row in file_rows("jahr=2025") if row["verborgen"] == "ja"} == {""}


def test_figures_by_field_and_month_show_the_same_hours(year: World) -> None:
    fields = rows(ask("/zahlen?nach=feld&jahr=2025"))
    assert list(fields) == [
        "Sprachförderung",
        "Arbeitsmarktintegration",
        "Unterstützung der Engagierten",
        "Wohnen und Leben",
        "Politische und gesellschaftliche Teilhabe",
        "Insgesamt",
    ]
    assert fields["Sprachförderung"] == ["48", "13", "2", "2"]
    assert fields["Wohnen und Leben"] == ["3", "6", "1", "1"]
    months = rows(ask("/zahlen?nach=monat&jahr=2025"))
    assert months["März 2025"] == ["51", "19", "3"] == months["Insgesamt"]
    assert months["April 2025"] == ["0", "0", "0"]
    assert len(months) == 13


def test_figures_speak_the_language_of_the_page_from_one_count(year: World, django_assert_num_queries: Queries) -> None:
    ask("/zahlen?nach=monat&jahr=2025")
    with django_assert_num_queries(0):
        assert "March 2025" in rows(ask("/en/zahlen?nach=monat&jahr=2025"))


def test_figures_are_counted_once_an_hour(year: World) -> None:
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False) as clock:
        assert rows(ask("/zahlen?jahr=2025"))["Leer"][0] == "15"
        give(year.talking, 1, minutes=600)
        clock.shift(dt.timedelta(minutes=59))
        assert rows(ask("/zahlen?jahr=2025"))["Leer"][0] == "15"
        clock.shift(dt.timedelta(minutes=2))
        page = ask("/zahlen?jahr=2025")
        assert rows(page)["Leer"][0] == "25"
        assert "Stand: <bdi>02.01.2026</bdi>, <bdi>12:01</bdi> Uhr." in page


def test_newest_year_comes_first_and_unknown_ones_do_not_exist(year: World) -> None:
    activity = activity_in("03403")
    for _ in range(2):
        give(activity, 3, month=12)
    assert "<h1>Zahlen 2025</h1>" in ask("/zahlen")
    for query in ("jahr=2019", "jahr=x", "nach=person", "jahr=2025&nach=", "jahr=02025"):
        assert Client().get(f"/zahlen?{query}").status_code == 404
        assert Client().get(f"/zahlen.csv?{query}").status_code == 404


def test_figures_of_an_empty_installation_say_that_there_are_none(db: None) -> None:
    page = ask("/zahlen")
    assert rows(page) == {"Insgesamt": ["0", "0", "0", "0"]}
    assert "Aus 45 weiteren Kreisen und Städten ist noch nichts eingetragen." in page


def test_file_opens_in_a_spreadsheet_and_names_its_licence(year: World) -> None:
    response = Client().get("/zahlen.csv?nach=feld&jahr=2025")
    assert response.content.startswith(b"\xef\xbb\xbfJahr;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="dankwerk-2025-feld.csv"'
    assert response["Link"] == '<https://www.govdata.de/dl-de/zero-2-0>; rel="license"'


@pytest.mark.parametrize(("by", "queries"), [("ort", 7), ("feld", 6), ("monat", 4)])
def test_figures_cost_the_same_with_one_place_and_with_three(
    by: str, queries: int, world: World, django_assert_num_queries: Queries
) -> None:
    give(world.talking, 5)
    for ags in ("03401", "03403"):
        cache.clear()
        with django_assert_num_queries(queries):
            Client().get(f"/zahlen?nach={by}")
        give(activity_in(ags), 5)
    cache.clear()
    with django_assert_num_queries(queries):
        Client().get(f"/zahlen?nach={by}")


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_table_of_a_year_without_hours_has_no_bars(by: str, db: None) -> None:
    assert {row.width for row in table_of(by, 2025).rows} == {0}


# --- the map ---


def test_map_has_an_outline_for_each_district_of_today(db: None) -> None:
    today = set(District.objects.valid_on(dt.date(2026, 1, 1)).values_list("ags", flat=True))
    assert set(maps.outlines()) == today
    assert all(re.fullmatch(r"M[-.\dlMz ]+z", outline) for outline in maps.outlines().values())


def test_map_cuts_its_classes_between_different_figures() -> None:
    keys = list(maps.outlines())
    drawn = maps.draw(dict(zip(keys, [0, 1, 2, 2, 2, 2, 7, 8, 9], strict=False)))
    tones = {area.ags: area.tone for area in drawn.areas}
    assert [tones[key] for key in keys[:10]] == ["none", "1", "1", "1", "1", "1", "3", "4", "4", "hidden"]
    assert [(step.tone, step.low, step.high) for step in drawn.steps] == [("1", 1, 2), ("3", 7, 7), ("4", 8, 9)]
    assert (drawn.hidden, drawn.empty) == (True, True)


def test_map_of_four_figures_has_four_classes() -> None:
    keys = list(maps.outlines())
    drawn = maps.draw(dict(zip(keys, range(1, 46), strict=True)))
    assert [(step.low, step.high) for step in drawn.steps] == [(1, 12), (13, 23), (24, 34), (35, 45)]
    assert (drawn.hidden, drawn.empty) == (False, False)


def test_map_names_its_source_wherever_it_is(year: World) -> None:
    page = ask("/zahlen?jahr=2025")
    assert '© GeoBasis-DE / BKG, <a href="https://www.govdata.de/dl-de/by-2-0" rel="external noreferrer">' in page
    assert (settings.BASE_DIR / "backend/site/data/lower-saxony-districts.svg").read_text().count("GeoBasis-DE") == 1
