"""The pages: what they say, to whom, and which heads they carry."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.backend.stage import Stage
from tests.cast import World
from tests.certificates.orders import put
from volunteers.models import HourEntry, User, Volunteer
from volunteers.services import consent as consents

# What a page says: on SQLite alone (decision 10).
pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("staged")]

PUBLIC = ("/", "/danke", "/danke/danke-leer")
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ATTACK = "<script>alert(1)</script>"
Queries = Callable[[int], Any]


def browser(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")
    return response.content.decode()


# --- public: the same for everybody ---


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_the_same_for_everybody_and_may_be_kept(address: str, stage: Stage) -> None:
    """No session is read and no cookie set, or a shared cache would have to keep a page for each person."""
    answers = [browser(user).get(address) for user in (None, stage.world.ada, stage.world.carla)]
    for answer in answers:
        assert answer["Cache-Control"] == "public, max-age=10, s-maxage=20, stale-while-revalidate=10"
        assert "Set-Cookie" not in answer
        assert "Cookie" not in answer.get("Vary", "")
        assert answer.cookies == {}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_not_sent_twice(address: str, stage: Stage) -> None:
    first = browser().get(address)
    again = browser().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_home_says_what_this_is_and_leads_on(stage: Stage) -> None:
    page = text_of(browser(), "/")
    assert "<h1>Danke, schwarz auf weiß</h1>" in page
    assert '<a href="/danke/danke-leer"><bdi>Danke, Leer</bdi></a>' in page
    assert "Entwurf" not in page
    ways = re.findall(r'<a class="kern-btn[^"]*" href="([^"]+)">', page)
    assert ways == ["/weiter", "/weiter", "/pruefen", "/danke"]


def test_thanks_names_people_as_they_wished_and_no_figures(stage: Stage) -> None:
    page = text_of(browser(), "/danke/danke-leer")
    assert re.findall(r"<li><bdi>(.*?)</bdi></li>", page) == ["Ada Beispiel", "Olga Ohnekonto", "Petro Ohnekonto"]
    assert "<bdi>01.01.2026</bdi> – <bdi>31.12.2026</bdi>" in page
    assert "Std." not in page
    assert '<meta name="robots" content="noindex">' in page


def test_thanks_after_a_withdrawal_shows_nobody_of_too_few(stage: Stage) -> None:
    consents.withdraw_consent(actor=stage.world.ada, consent=stage.consent)
    page = text_of(browser(), "/danke/danke-leer")
    assert "<li><bdi>" not in page.partition("</h1>")[2]
    assert "Auf dieser Liste steht gerade niemand mit Namen. Unser Dank gilt allen, die helfen." in page


@pytest.mark.parametrize("address", ["/danke/entwurf", "/danke/gibt-es-nicht", "/gibt/es/nicht", "/danke/"])
def test_unknown_page_says_so_and_leads_back(address: str, stage: Stage) -> None:
    page = text_of(browser(), address, 404)
    assert "<h1>Diese Seite gibt es nicht.</h1>" in page
    assert re.search(r'href="/">.*Zur Startseite', page)


def test_lists_cost_few_queries(stage: Stage, django_assert_num_queries: Queries) -> None:
    for address, queries in (("/danke", 5), ("/danke/danke-leer", 3), ("/danke/feed.xml", 1)):
        with django_assert_num_queries(queries):
            browser().get(address)


# --- the page behind the QR code ---


def test_verification_says_what_the_paper_says(stage: Stage) -> None:
    response = browser().get(f"/v/{stage.certificate.code}")
    page = response.content.decode()
    for fact in (
        "<strong>Echt</strong> Hier ausgestellt und gültig",
        "Tätigkeitsnachweis",
        stage.certificate.number_text,
        "Ada Beispiel",
    ):
        assert fact in page
    assert "1. März 2026" in page
    assert '<bdi>Sprechrunde</bdi>, <bdi>Sprachcafé</bdi> <span class="tight">(1\u00a0Std. 30\u00a0Min.)</span>' in page
    assert stage.certificate.digest in page
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert '<meta name="robots" content="noindex">' in page


def test_verification_takes_the_code_in_small_letters(stage: Stage) -> None:
    assert stage.certificate.number_text in text_of(browser(), f"/v/{stage.certificate.code.lower()}")


@pytest.mark.parametrize(("status", "verdict"), [("revoked", "Widerrufen"), ("replaced", "Ersetzt")])
def test_verification_of_a_paper_that_no_longer_holds_says_so(status: str, verdict: str, stage: Stage) -> None:
    put(stage.certificate, status)
    page = text_of(browser(), f"/v/{stage.certificate.code}")
    assert f"<strong>{verdict}</strong>" in page
    assert "gültig" not in page


def test_verification_of_what_was_never_issued_looks_like_an_unknown_code(stage: Stage) -> None:
    unknown = text_of(browser(), "/v/ABCDEFGHIJKLMNOP", 404)
    assert "<strong>Unbekannt</strong>" in unknown
    failed = text_of(browser(), f"/v/{stage.failed.code}", 404)
    assert failed.replace(stage.failed.code, "ABCDEFGHIJKLMNOP") == unknown  # the menu of languages names the address


# --- one's own page ---


def test_own_page_asks_to_sign_in_first(stage: Stage) -> None:
    response = browser().get("/ich")
    assert (response.status_code, response["Location"]) == (302, "/anmelden?next=%2Fich")


# --- all pages ---


def every_page(stage: Stage) -> dict[str, Client]:
    ada = browser(stage.world.ada)
    return {
        "/": browser(),
        "/danke": browser(),
        "/danke/danke-leer": browser(),
        f"/v/{stage.certificate.code}": browser(),
        "/v/ABCDEFGHIJKLMNOP": browser(),
        "/anmelden": browser(),
        "/ich": ada,
        "/gibt/es/nicht": browser(),
        "/api/v1/docs": browser(),
    }


def test_every_page_carries_the_strict_heads(stage: Stage) -> None:
    for address, client in every_page(stage).items():
        response = client.get(address)
        assert set(response["Content-Security-Policy"].split("; ")) == POLICY, address
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_every_page_has_no_inline_script_or_style(stage: Stage) -> None:
    for address, client in every_page(stage).items():
        page = client.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page) == [], address


@pytest.mark.parametrize("language", ["de", "ar", "en-US,en;q=0.9", "xx", "*", ""])
def test_every_page_is_german_and_says_so_whatever_the_browser_asks_for(language: str, stage: Stage) -> None:
    """Until there is a catalogue: German words announced as Arabic would be read out and laid out wrongly."""
    for address in PUBLIC:
        page = browser().get(address, headers={"Accept-Language": language}).content.decode()
        assert '<html lang="de" dir="ltr">' in page


def test_every_page_writes_names_as_text(world: World, stage: Stage) -> None:
    """Somebody whose name is a script: on the list, on the paper's page and on her own page."""
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(name=ATTACK)
    User.objects.filter(pk=world.ada.pk).update(name=ATTACK)
    HourEntry.objects.filter(pk=stage.declined.pk).update(decline_reason=ATTACK)
    certificates = type(stage.certificate).objects.filter(pk=stage.certificate.pk)
    certificates.update(content=stage.certificate.content | {"name": ATTACK, "name_latin": ATTACK})
    world.talking.title = world.cafe.name = stage.published_list.title = ATTACK
    for row in (world.talking, world.cafe, stage.published_list):
        row.save()
    pages = {
        "/": browser(),
        "/danke": browser(),
        "/danke/danke-leer": browser(),
        f"/v/{stage.certificate.code}": browser(),
        "/ich": browser(User.objects.get(pk=world.ada.pk)),
    }
    for address, client in pages.items():
        page = client.get(address).content.decode()
        assert ATTACK not in page, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, address


def test_search_of_the_sign_in_form_is_written_as_text(db: None) -> None:
    page = browser().post("/anmelden", {"email": f'"{ATTACK}'}).content.decode()
    assert ATTACK not in page
    assert 'value="&quot;&lt;script&gt;' in page
