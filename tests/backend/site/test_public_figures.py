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
from recognition.services import statistics
from tests.cast import World
from tests.volunteers.test_figures import activity_in, give
from volunteers.models import District

Queries = Callable[[int], Any]
FEW = "zu wenige für eine Angabe"
THERE = {"03457": (10, 90), "03402": (6, 30), "03404": (3, 660)}  # people and minutes each


@pytest.fixture
def year(world: World) -> World:
    """2025, published: ten people in Leer, six in Emden, three in Osnabrück."""
    activities = {"03457": world.talking, "03402": world.football, "03404": activity_in("03404")}
    for ags, (people, minutes) in THERE.items():
        give(activities[ags], people, minutes=minutes)
    assert statistics.publish_due(today=dt.date(2026, 3, 1)) == [2025]
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
        "Leer": ["15", "10", "ohne Angabe", "1"],  # one of three: the hidden ones would have one each
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
    assert len(told) == 46
    assert (told[""]["Stunden"], told[""]["Engagierte"]) == ("51", "19")
    for ags in ("03402", "03404"):
        row = told[ags]
        assert (row["Minuten"], row["Stunden"], row["Engagierte"], row["Organisationen"]) == ("", "", "", "")
        assert row["verborgen"] == "ja"
    assert (told["03457"]["Minuten"], told["03457"]["Stunden"], told["03457"]["verborgen"]) == ("900", "15", "nein")


def test_figures_are_told_of_no_year_that_was_not_published(world: World) -> None:
    give(world.talking, 20)
    page = ask("/zahlen")
    assert "Die Zahlen eines Jahres erscheinen im März des nächsten" in page
    assert 'class="figure"' not in page
    assert rows(page) == {}
    assert file_rows("") == []
    for address in ("/zahlen?jahr=2025", "/zahlen.csv?jahr=2025"):
        assert Client().get(address).status_code == 404


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
    with django_assert_num_queries(1):  # which districts are out of sight
        assert "March 2025" in rows(ask("/en/zahlen?nach=monat&jahr=2025"))


def test_figures_by_kind_and_gender_name_what_they_count(year: World) -> None:
    kinds = rows(ask("/zahlen?nach=art&jahr=2025"))
    assert set(kinds) == {str(year.cafe.get_kind_display()), "Verein", "Insgesamt"}
    assert rows(ask("/zahlen?nach=geschlecht&jahr=2025")) == {
        "weiblich": ["0", "0", "0"],
        "männlich": ["0", "0", "0"],
        "divers": ["0", "0", "0"],
        "ohne Angabe": ["51", "19", "3"],
        "Insgesamt": ["51", "19", "3"],
    }


def test_current_year_is_told_in_hundreds_of_hours_of_closed_quarters(world: World) -> None:
    give(world.talking, 5, minutes=1419)
    for day, told in (("2025-03-31", False), ("2025-04-01", True)):
        cache.clear()
        with time_machine.travel(f"{day}T10:00:00Z", tick=False):
            assert ("2025 sind bis zum Ende des letzten Vierteljahres mehr als 100 Stunden" in ask("/zahlen")) is told


def test_newest_year_comes_first_and_unknown_ones_do_not_exist(year: World) -> None:
    activity = activity_in("03403")
    for _ in range(2):
        give(activity, 3, month=12)
    assert "<h1>Zahlen 2025</h1>" in ask("/zahlen")
    for query in ("jahr=2019", "jahr=x", "nach=person", "jahr=2025&nach=", "jahr=02025"):
        assert Client().get(f"/zahlen?{query}").status_code == 404
        assert Client().get(f"/zahlen.csv?{query}").status_code == 404


def test_file_opens_in_a_spreadsheet_and_names_its_licence(year: World) -> None:
    response = Client().get("/zahlen.csv?nach=feld&jahr=2025")
    assert response.content.startswith(b"\xef\xbb\xbfJahr;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="dankwerk-2025-feld.csv"'
    assert response["Link"] == '<https://www.govdata.de/dl-de/zero-2-0>; rel="license"'


@pytest.mark.parametrize(("by", "queries"), [("ort", 9), ("feld", 7), ("art", 6), ("monat", 5), ("geschlecht", 5)])
def test_figures_cost_the_same_whatever_they_show(
    by: str, queries: int, year: World, django_assert_num_queries: Queries
) -> None:
    cache.clear()
    with django_assert_num_queries(queries):
        Client().get(f"/zahlen?nach={by}")


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
