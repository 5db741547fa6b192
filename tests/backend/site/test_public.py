"""Public pages: the same for everybody, nothing foreign in them, and what programs ask every site for."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.conf import LazySettings, settings
from django.test import Client

from backend.common.public import remembered
from backend.site.public import about
from recognition.services import statistics
from tests import factories
from tests.backend.stage import Stage
from tests.volunteers.test_figures import activity_in, give
from volunteers.models import User

pytestmark = pytest.mark.usefixtures("staged")

PUBLIC = (
    "/",
    "/danke",
    "/danke/danke-leer",
    "/danke/danke-leer/einbetten",
    "/danke/feed.xml",
    "/zahlen",
    "/zahlen?nach=feld",
    "/zahlen?nach=monat",
    "/zahlen.csv",
    "/mitmachen.csv",
    "/mitmachen.json",
    "/mitmachen",
    "/mitmachen/{cafe}",
    "/ar/zahlen",
    "/en/mitmachen",
)
Queries = Callable[[int], Any]
PAGES = [address for address in PUBLIC if not address.endswith((".xml", ".csv", ".json"))]


def at(address: str, stage: Stage) -> str:
    return address.format(cafe=stage.world.cafe.uuid)


def ask(address: str, user: User | None = None) -> str:
    """The page, as that user sees it."""
    client = Client()
    if user is not None:
        client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_the_same_for_everybody_and_is_not_sent_twice(address: str, stage: Stage) -> None:
    give(stage.world.talking, 5)
    statistics.publish_due(today=dt.date(2026, 3, 1))
    address = at(address, stage)
    signed_in = Client()
    signed_in.force_login(stage.world.carla)
    answers = [client.get(address) for client in (Client(), signed_in)]
    for answer in answers:
        assert answer["Cache-Control"] == "public, max-age=10, s-maxage=20, stale-while-revalidate=10"
        assert answer["Vary"] == "Accept-Encoding"  # a cache keeps it once packed and once not, for all browsers
        assert answer.cookies == {}
    assert answers[0].content == answers[1].content
    again = Client().get(address, headers={"If-None-Match": answers[0]["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", PAGES)
def test_public_page_loads_nothing_from_elsewhere(address: str, stage: Stage) -> None:
    page = ask(at(address, stage))
    loaded = re.findall(r"<(?:script|img|iframe|use|source)\b[^>]*?(?:src|href)=\"([^\"]+)\"", page)
    loaded += re.findall(r"<link rel=\"(?:stylesheet|icon)\"[^>]*?href=\"([^\"]+)\"", page)
    assert [one for one in loaded if not one.startswith("/static/")] == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
    assert len(re.findall(r"<h1[ >]", page)) == 1


@pytest.mark.parametrize("address", ["/", "/danke", "/zahlen", "/mitmachen", "/pruefen"])
def test_public_page_tells_search_engines_of_itself_in_every_language(address: str, stage: Stage) -> None:
    page = ask(address)
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [settings.PUBLIC_URL + address]
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    bare = "" if address == "/" else address
    expected = {code: f"{settings.PUBLIC_URL}/{code}{bare or '/'}" for code, _name in settings.LANGUAGES}
    assert found == expected | {"de": settings.PUBLIC_URL + address, "x-default": settings.PUBLIC_URL + address}
    (description,) = re.findall(r'<meta name="description" content="([^"]+)">', page)
    assert 40 < len(description) < 200
    assert re.findall(r'<meta property="og:description" content="([^"]+)">', page) == [description]


def test_filtered_page_is_no_page_of_its_own_and_a_further_one_is(stage: Stage) -> None:
    page = ask("/mitmachen?suche=leer&seite=2")
    assert f'<link rel="canonical" href="{settings.PUBLIC_URL}/mitmachen?seite=2">' in page


def test_home_counts_what_everybody_may_know(stage: Stage) -> None:
    shown = re.compile(r'<li class="figure"><strong>([^<]+)</strong><span>([^<]+)</span></li>')
    assert shown.findall(ask("/")) == [("2", "Organisationen"), ("2", "Angebote zum Mitmachen")]


@time_machine.travel("2025-12-30T12:00:00Z", tick=False)
def test_home_rounds_the_hours_of_this_year(stage: Stage) -> None:
    give(stage.world.talking, 5, minutes=1419)  # 118 hours and 15 minutes
    assert "<strong>100</strong><span>bestätigte Stunden 2025, gerundet</span>" in ask("/")


@pytest.mark.parametrize(
    ("number", "said"), [(None, 0), (0, 0), (7, 7), (42, 42), (129, 120), (4001, 4000), (98765, 98000)]
)
def test_about_keeps_two_figures_and_never_says_too_much(number: int | None, said: int) -> None:
    assert about(number) == said


def test_remembered_answer_is_made_once_and_anew_when_it_is_old() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    first = remembered("test:key", make, fresh=60)
    assert remembered("test:key", make, fresh=60) == first
    assert first.value == 1
    assert remembered("test:key", make, fresh=0).value == 2


def test_old_answer_goes_on_serving_while_somebody_makes_the_next(stage: Stage) -> None:
    """Else each of a thousand readers would count a year of the ledger."""
    seen: list[int] = []

    def make() -> int:
        seen.append(remembered("test:key", lambda: 99, fresh=0).value)
        return 2

    remembered("test:key", lambda: 1, fresh=60)
    assert remembered("test:key", make, fresh=0).value == 2
    assert seen == [1]


# --- for programs ---


def test_robots_keeps_papers_and_peoples_own_pages_out() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert set(lines[1:-2]) == {
        f"Disallow: {path}"
        for path in (
            "/api/",
            "/admin/",
            "/v/",
            "/b/",
            "/m/",
            "/w/",
            "/e/",
            "/a/",
            "/urkunde/",
            "/konto",
            "/ich",
            "/stelle/",
        )
    } | {"Disallow: /koordination"}
    assert lines[-1] == f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml"


def test_sitemap_names_pages_in_all_languages_and_organisations_but_no_list_of_names(stage: Stage) -> None:
    stage.world.club.is_active = False
    stage.world.club.save()
    response = Client().get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    tree = ET.fromstring(response.content)  # noqa: S314 - our own answer
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    addresses = [one.text or "" for one in tree.iterfind("s:url/s:loc", space)]
    assert len(addresses) == len(set(addresses)) == 10 * len(settings.LANGUAGES) + 1
    assert addresses[-1] == f"{settings.PUBLIC_URL}/mitmachen/{stage.world.cafe.uuid}"
    assert f"{settings.PUBLIC_URL}/ar/zahlen" in addresses
    assert not [one for one in addresses if "/danke/" in one or "/v/" in one]
    first = tree.find("s:url", space)
    assert first is not None
    assert len(first.findall("x:link", space)) == len(settings.LANGUAGES) + 1
    for address in addresses:
        assert Client().get(address.removeprefix(settings.PUBLIC_URL)).status_code == 200


@pytest.mark.parametrize("mail", ["", "sicher@example.org"])
def test_security_txt_says_to_whom(mail: str, settings: LazySettings) -> None:
    settings.OPERATOR = settings.OPERATOR | {"mail": mail}
    text = Client().get("/.well-known/security.txt").content.decode()
    assert f"Contact: mailto:{mail or settings.DEFAULT_FROM_EMAIL}\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)


# --- the directory ---


def names(page: str) -> list[str]:
    """Organisations that the directory shows."""
    return re.findall(r'<a href="/mitmachen/[^"]+"><bdi>([^<]+)</bdi></a>', page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Sportverein", "Sprachcafé"]),
        ("suche=sport", ["Sportverein"]),
        ("suche=sprechrunde", ["Sprachcafé"]),
        ("suche=Emden+Verein", ["Sportverein"]),
        ("suche=Emden+Sprechrunde", []),
        ("suche=%25", []),
        ("kreis=03457", ["Sprachcafé"]),
        ("feld=living", ["Sportverein"]),
        ("feld=living&kreis=03457", []),
        ("feld=language&kreis=03457", ["Sprachcafé"]),
        ("art=association", ["Sportverein", "Sprachcafé"]),
        ("art=church", []),
        ("seite=9", ["Sportverein", "Sprachcafé"]),
        ("seite=x", ["Sportverein", "Sprachcafé"]),
    ],
)
def test_directory_finds_by_name_offer_place_field_and_kind(query: str, found: list[str], stage: Stage) -> None:
    page = ask(f"/mitmachen?{query}")
    assert names(page) == found
    assert ("Dazu haben wir nichts gefunden." in page) == (not found)


@pytest.mark.parametrize("query", ["kreis=99999", "feld=xx", "art=xx", "suche=%00", "suche=" + "x" * 101])
def test_directory_says_what_it_does_not_understand_and_leaves_it_out(query: str, stage: Stage) -> None:
    page = ask(f"/mitmachen?{query}")
    assert page.count('aria-invalid="true"') == 1
    assert names(page) == ["Sportverein", "Sprachcafé"]


def test_directory_shows_neither_who_left_nor_what_is_over(stage: Stage) -> None:
    stage.world.club.is_active = False
    stage.world.club.save()
    stage.world.talking.ends_on = factories.DAY.replace(year=2020)
    stage.world.talking.save()
    page = ask("/mitmachen")
    assert names(page) == ["Sprachcafé"]
    assert "Zurzeit kein Angebot eingetragen." in page
    assert "Sprechrunde" not in page
    assert "Zurzeit ist hier kein Angebot eingetragen." in ask(f"/mitmachen/{stage.world.cafe.uuid}")
    assert Client().get(f"/mitmachen/{stage.world.club.uuid}").status_code == 404


def test_organisation_shows_its_offers_its_thanks_and_how_to_join(stage: Stage) -> None:
    cafe = stage.world.cafe
    cafe.website = "https://cafe.example.org"
    cafe.save()
    page = ask(f"/mitmachen/{cafe.uuid}")
    assert "<h3><bdi>Sprechrunde</bdi></h3>" in page
    assert "Sprachförderung · <bdi>Leer</bdi>" in page
    assert '<a href="https://cafe.example.org" rel="external nofollow noreferrer">' in page
    assert '"url":"https://cafe.example.org"' in page


def test_organisation_for_programs_is_data_that_cannot_break_out(stage: Stage) -> None:
    cafe = stage.world.cafe
    cafe.name = "</script><script>alert(1)</script>"
    cafe.save()
    page = ask(f"/mitmachen/{cafe.uuid}")
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert "\\u003C/script\\u003E" in page


def test_directory_costs_the_same_with_one_organisation_and_with_three(
    stage: Stage, django_assert_num_queries: Queries
) -> None:
    stage.world.club.is_active = False
    stage.world.club.save()
    with django_assert_num_queries(6):
        Client().get("/mitmachen?suche=e")
    for ags in ("03401", "03403"):
        activity_in(ags)
    with django_assert_num_queries(6):
        Client().get("/mitmachen?suche=e")
    with django_assert_num_queries(3):
        Client().get(f"/mitmachen/{stage.world.cafe.uuid}")
