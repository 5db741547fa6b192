"""The legal pages: who runs this, reports of barriers that arrive, and error pages that lead on."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from backend import errors

PAGES = ("/barrierefreiheit", "/datenschutz", "/impressum", "/leichte-sprache")
REPORT = "/barriere-melden"
OPERATOR = {
    "name": "Bündnis Beispiel",
    "represented_by": "Carla Beispiel",
    "address": "Beispielweg 1, 30159 Hannover",
    "mail": "post@dank.example.org",
    "phone": "0511 000000",
    "data_protection": "datenschutz@dank.example.org",
}
TYPED = {"what": "Der Knopf „Senden“ wird nicht vorgelesen.", "where": "/danke", "mail": "ada@example.org"}


@pytest.fixture
def operator(settings: Settings) -> None:
    settings.OPERATOR = OPERATOR


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_page_asks_no_database_and_may_be_kept(
    address: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = Client().get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=10, s-maxage=20, stale-while-revalidate=10"
    assert response.cookies == {}
    assert len(re.findall("<h1", text_of(response))) == 1


@pytest.mark.parametrize("address", ["/impressum", "/datenschutz", "/barrierefreiheit", REPORT])
@pytest.mark.usefixtures("operator", "db")
def test_page_names_the_operator(address: str) -> None:
    page = text_of(Client().get(address))
    assert "<bdi>Bündnis Beispiel</bdi>" in page
    assert 'href="mailto:post@dank.example.org"' in page
    assert "zum Ausprobieren" not in page


@pytest.mark.parametrize("address", ["/impressum", "/datenschutz", "/barrierefreiheit", REPORT])
@pytest.mark.usefixtures("db")
def test_page_without_operator_says_what_is_missing(address: str) -> None:
    assert "Wer es für echte Menschen betreibt, trägt hier Namen" in text_of(Client().get(address))


@pytest.mark.usefixtures("operator", "db")
def test_report_arrives_without_cookie_and_is_thanked_for() -> None:
    response = Client(enforce_csrf_checks=True).post(REPORT, TYPED)
    assert (response.status_code, response["Location"]) == (302, "/barriere-melden?gesendet")
    assert response.cookies == {}
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to, sent.subject) == (
        ["post@dank.example.org"],
        ["ada@example.org"],
        "Barriere gemeldet",
    )
    assert sent.body == "Der Knopf „Senden“ wird nicht vorgelesen.\n\nSeite: /danke"
    assert "Danke! Ihre Meldung ist verschickt." in text_of(Client().get(response["Location"]))


@pytest.mark.usefixtures("operator", "db")
def test_report_is_in_german_for_those_who_read_it() -> None:
    Client().post(f"/ar{REPORT}", {"what": "لا أستطيع القراءة"})
    [sent] = mail.outbox
    assert sent.body == "لا أستطيع القراءة\n\nSeite: nicht genannt\nEine Antwort ist nicht gewünscht."
    assert sent.reply_to == []


@pytest.mark.usefixtures("operator", "db")
def test_report_without_a_word_comes_back_filled() -> None:
    response = Client().post(REPORT, TYPED | {"what": " "})
    assert response.status_code == 400
    page = text_of(response)
    assert "Bitte beschreiben Sie kurz, was nicht geht." in page
    assert 'value="/danke"' in page
    assert mail.outbox == []


@pytest.mark.usefixtures("operator", "db")
def test_report_to_a_dead_mail_server_keeps_what_was_typed(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    response = Client().post(REPORT, TYPED)
    assert response.status_code == 503
    page = text_of(response)
    assert "Die Meldung ließ sich nicht verschicken." in page
    assert "wird nicht vorgelesen." in page


@pytest.mark.usefixtures("operator", "db")
def test_report_where_no_mail_goes_out_says_so(settings: Settings) -> None:
    settings.MAIL_GOES_OUT = False
    assert Client().post(REPORT, TYPED).status_code == 503
    assert mail.outbox == []


@pytest.mark.usefixtures("operator", "db")
def test_sixth_report_in_a_minute_waits_and_keeps_what_was_typed() -> None:
    answers = [Client().post(REPORT, TYPED) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 302, 429]
    assert "wird nicht vorgelesen." in text_of(answers[5])
    assert len(mail.outbox) == 5


@pytest.mark.parametrize(
    ("referer", "where"),
    [
        ("http://testserver/danke", ' value="http://testserver/danke"'),
        ("https://elsewhere.example/danke", ""),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("db")
def test_report_knows_the_page_one_comes_from(referer: str, where: str) -> None:
    page = text_of(Client().get(REPORT, headers={"Referer": referer}))
    [field] = re.findall(r'<input type="text" name="where"( value="[^"]*")?', page)
    assert field == where


@pytest.mark.usefixtures("db")
def test_unknown_address_leads_on() -> None:
    response = Client().get("/gibt-es-nicht")
    assert response.status_code == 404
    page = text_of(response)
    assert "<h1>Diese Seite gibt es nicht.</h1>" in page
    assert 'action="/mitmachen"' in page
    assert 'href="/barriere-melden"' in page


def test_fault_has_a_page_without_database_and_session() -> None:
    """No fixture `db`: a query would be refused. The request went through no middleware."""
    response = errors.server_error(RequestFactory().get("/danke"))
    assert response.status_code == 500
    page = text_of(response)
    assert "<h1>Bei uns ist etwas schiefgegangen.</h1>" in page
    assert "site.css" in page


def test_fault_has_words_even_where_templates_fail(settings: Settings) -> None:
    settings.TEMPLATES = []
    response = errors.server_error(RequestFactory().get("/danke"))
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "<h1>Bei uns ist etwas schiefgegangen.</h1>" in text_of(response)
    assert 'href="/"' in text_of(response)
