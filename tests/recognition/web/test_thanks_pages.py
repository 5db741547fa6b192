"""Lists of thanks in public: found by place, field, kind and year; in pages, as a feed, in other people's pages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from recognition.models import RecognitionList
from recognition.web import views
from tests.cast import World
from tests.recognition.test_lists import draft, publish, thank
from volunteers.models import District, FieldOfAction
from volunteers.services import consent as consents

Queries = Callable[[int], Any]
NAMES = ("Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")


def ask(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def put(world: World, slug: str, **scope: Any) -> RecognitionList:
    """A published list, past the services: who stands on it is not what these tests are about."""
    first = scope.pop("first", dt.date(2026, 1, 1))
    return RecognitionList.objects.create(
        slug=slug,
        title=f"Danke {slug}",
        period_start=first,
        period_end=first.replace(month=12, day=31),
        status="published",
        created_by=world.carla,
        published_by=world.carla,
        published_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        unchecked=True,
        people=3,
        joined=3,
        left=0,
        **scope,
    )


@pytest.fixture
def some(world: World) -> World:
    """A list of a district, of a field, of an organisation, and an older one."""
    put(world, "kreis", district=District.objects.get(ags="03457"))
    put(world, "feld", field=FieldOfAction.objects.get(code="language"))
    put(world, "cafe", organisation=world.cafe)
    put(world, "alt", district=District.objects.get(ags="03402"), first=dt.date(2024, 1, 1))
    return world


def listed(query: str = "") -> set[str]:
    return set(re.findall(r'<a href="/danke/([\w-]+)"><bdi>', ask(f"/danke?{query}")))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"kreis", "feld", "cafe", "alt"}),
        ("kreis=03457", {"kreis", "cafe"}),
        ("kreis=03402", {"alt"}),
        ("kreis=03401", set()),
        ("feld=language", {"feld"}),
        ("art=association", {"cafe"}),
        ("jahr=2024", {"alt"}),
        ("jahr=2025", set()),
        ("jahr=2026&kreis=03457", {"kreis", "cafe"}),
        ("jahr=1999", {"kreis", "feld", "cafe", "alt"}),  # a year that no list has: said, and left out
    ],
)
def test_lists_are_found_by_district_field_kind_and_year(query: str, found: set[str], some: World) -> None:
    assert listed(query) == found


def test_lists_without_any_say_so(db: None) -> None:
    assert "Noch ist keine Liste veröffentlicht." in ask("/danke")


def test_list_of_many_names_comes_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "NAMES", 2)
    thank(world, *NAMES)
    slug = publish(world, draft(world)).slug
    shown = [re.findall(r"<li><bdi>([^<]+)</bdi></li>", ask(f"/danke/{slug}?seite={page}")) for page in (1, 2)]
    assert shown == [["Drei Vorbild", "Eins Vorbild"], ["Zwei Vorbild"]]


def test_list_in_a_frame_of_others_does_nothing_by_itself(world: World) -> None:
    thank(world, *NAMES)
    slug = publish(world, draft(world)).slug
    response = Client().get(f"/danke/{slug}/einbetten")
    policy = dict(one.split(" ", 1) for one in response["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "*"
    assert {policy[name] for name in ("default-src", "script-src", "connect-src", "form-action", "base-uri")} == {
        "'none'"
    }
    assert "X-Frame-Options" not in response
    page = response.content.decode()
    assert re.findall(r"<(?:script|form|button|input)\b", page) == []
    assert re.findall(r"<li><bdi>([^<]+)</bdi></li>", page) == sorted(NAMES)
    assert Client().get(f"/danke/{slug}")["X-Frame-Options"] == "DENY"


def test_withdrawn_consent_is_gone_from_the_page_and_the_frame_at_once(world: World) -> None:
    given = thank(world, *NAMES, "Vier Vorbild")
    slug = publish(world, draft(world)).slug
    user = given[3].volunteer.user
    assert user is not None
    addresses = (f"/danke/{slug}", f"/danke/{slug}/einbetten", f"/ar/danke/{slug}")
    assert ["Vier" in ask(address) for address in addresses] == [True] * 3
    consents.withdraw_consent(actor=user, consent=given[3])
    assert ["Vier" in ask(address) for address in addresses] == [False] * 3


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_list_that_is_not_published_is_nowhere(status: str, some: World) -> None:
    changes: dict[str, Any] = {"status": status}
    if status == "draft":
        changes |= dict.fromkeys(("published_at", "published_by", "people", "joined", "left")) | {"unchecked": False}
    RecognitionList.objects.filter(slug="kreis").update(**changes)
    assert Client().get("/danke/kreis").status_code == 404
    assert Client().get("/danke/kreis/einbetten").status_code == 404
    assert listed() == {"feld", "cafe", "alt"}
    assert "Danke kreis" not in ask("/danke/feed.xml") + ask("/")


def test_feed_names_lists_and_nobody(world: World) -> None:
    thank(world, *NAMES)
    found = publish(world, draft(world))
    response = Client().get("/danke/feed.xml")
    text = response.content.decode()
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert f"<title>{found.title}</title>" in text
    assert f"<id>urn:uuid:{found.uuid}</id>" in text
    assert "Vorbild" not in text
    assert 'xml:lang="ar"' in ask("/ar/danke/feed.xml")


def test_pages_of_lists_cost_the_same_with_one_and_with_three(world: World, django_assert_num_queries: Queries) -> None:
    leer = District.objects.get(ags="03457")
    for slugs in (["eins"], ["zwei", "drei"]):
        for slug in slugs:
            put(world, slug, district=leer)
        for address, queries in (("/danke", 5), ("/danke/feed.xml", 1), ("/danke/eins", 3)):
            with django_assert_num_queries(queries):
                ask(address)
