"""The directory's sectors, map and open data; and that what is hidden is in none of them."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.backend.stage import Stage
from volunteers.models import Activity, Organisation
from volunteers.services import safety

pytestmark = pytest.mark.usefixtures("staged")


def page(query: str = "") -> str:
    return Client().get(f"/mitmachen{query}").content.decode()


def data(query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Client().get(f"/mitmachen.json{query}").content)["organisations"]
    return found


def lines(query: str = "") -> list[dict[str, str]]:
    text = Client().get(f"/mitmachen.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def on_map(query: str = "") -> dict[str, int]:
    """Offers by the name of the district, as the list beside the map says."""
    rows = re.findall(r'<bdi>([^<]+)</bdi></a> <span class="meta">(\d+)</span>', page(query))
    return {name: int(number) for name, number in rows}


def offer(organisation: Organisation, ags: str, title: str) -> Activity:
    where, about = factories.district(ags), factories.field("living")
    return Activity.objects.create(organisation=organisation, title=title, field=about, district=where)


@pytest.mark.parametrize(
    ("art", "found"),
    [
        ("state", {"state"}),
        ("municipality", {"municipality"}),
        ("free", {"church", "welfare"}),
        ("church", {"church"}),
        ("civil", set(Organisation.Kind.values) - {"state", "municipality", "church", "welfare"}),
    ],
)
def test_directory_finds_state_municipal_free_and_civil_providers(art: str, found: set[str], stage: Stage) -> None:
    leer = factories.district("03457")
    for kind in Organisation.Kind.values:
        Organisation.objects.create(slug=kind, name=kind, kind=kind, district=leer)
    rows = data(f"?art={art}")
    assert {row["kind"] for row in rows} == found
    assert len({row["sector"] for row in rows}) == 1


def test_files_say_what_the_page_shows_with_licence_and_filter(stage: Stage) -> None:
    cafe = stage.world.cafe
    offer(cafe, "03402", '=HYPERLINK("x")')
    whole = json.loads(Client().get("/mitmachen.json").content)
    assert (whole["licence"], whole["source"].endswith("/mitmachen")) == ("https://www.govdata.de/dl-de/zero-2-0", True)
    assert [row["name"] for row in whole["organisations"]] == ["Sportverein", "Sprachcafé"]
    assert [(row["uuid"], [one["title"] for one in row["offers"]]) for row in data("?kreis=03457")] == [
        (str(cafe.uuid), ['=HYPERLINK("x")', "Sprechrunde"])
    ]
    told = [(line["Organisation"], line["Träger"], line["Angebot"], line["Ort des Angebots"]) for line in lines()]
    assert told == [
        ("Sportverein", "zivilgesellschaftlich", "Fußball", "Emden"),
        ("Sprachcafé", "zivilgesellschaftlich", '\'=HYPERLINK("x")', "Emden"),
        ("Sprachcafé", "zivilgesellschaftlich", "Sprechrunde", "Leer"),
    ]
    assert Client().get("/mitmachen.csv")["Link"] == '<https://www.govdata.de/dl-de/zero-2-0>; rel="license"'
    assert 'href="/mitmachen.csv?kreis=03457&amp;feld=language"' in page("?kreis=03457&feld=language&seite=2")


def test_organisation_without_an_offer_is_one_line(stage: Stage) -> None:
    stage.world.football.delete()
    assert [(line["Organisation"], line["Angebot"]) for line in lines("?suche=sport")] == [("Sportverein", "")]


def test_map_counts_offers_by_place_for_all_that_is_asked_but_the_place(stage: Stage) -> None:
    offer(stage.world.cafe, "03402", "Kochen")
    assert on_map() == {"Emden": 2, "Leer": 1}
    assert on_map("?feld=living&kreis=03457") == {"Emden": 2, "Leer": 0}
    assert on_map("?suche=sprach") == {"Emden": 1, "Leer": 1}
    drawn = page("?feld=living")
    assert 'href="?kreis=03402&amp;feld=living"' in drawn or 'href="?feld=living&amp;kreis=03402"' in drawn
    assert drawn.count('<path class="tone-') == 45


def test_hidden_district_is_in_no_part_of_the_directory(stage: Stage) -> None:
    """Its organisations, its offers of organisations elsewhere, and offers elsewhere of its organisations."""
    world = stage.world
    offer(world.club, "03457", "Geheimer Treff")
    offer(world.cafe, "03402", "Außenstelle")
    words = ("Sprachcafé", "Sprechrunde", "Geheimer Treff", "Außenstelle")
    places = ("/mitmachen", "/mitmachen.csv", "/mitmachen.json", f"/mitmachen/{world.club.uuid}")
    before = "".join(Client().get(place).content.decode() for place in places)
    assert [word for word in words if word not in before] == []
    safety.hide_district(actor=world.carla, district=factories.district("03457"), reason="Drohbriefe")
    for place in places:
        said = Client().get(place).content.decode()
        assert (place, [word for word in words if word in said]) == (place, [])
    assert on_map() == {"Emden": 1}
    assert (data("?suche=geheimer"), data("?kreis=03457"), data("?suche=leer")) == ([], [], [])
    assert [row["name"] for row in data("?suche=treff+sport")] == []
    assert (
        f"als=mitarbeit&amp;stelle={world.club.uuid}" in Client().get(f"/mitmachen/{world.club.uuid}").content.decode()
    )
    choosing = Client().get(f"/mitmachen/beitreten?als=mitarbeit&stelle={world.cafe.uuid}").content.decode()
    assert "Sprachcafé" not in choosing


def test_data_for_search_engines_names_files_and_offers(stage: Stage) -> None:
    (dataset,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page())
    files = [one["contentUrl"].rpartition("/")[2] for one in json.loads(dataset)["distribution"]]
    assert files == ["mitmachen.csv", "mitmachen.json"]
    (said,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page(f"/{stage.world.cafe.uuid}"))
    assert json.loads(said)["makesOffer"][0]["itemOffered"]["name"] == "Sprechrunde"
