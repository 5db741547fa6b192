"""The page behind a link in a mail, as somebody without an account opens it; and the page that stops such mails."""

import datetime as dt
import logging as logs
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.backend.stage import Stage
from tests.volunteers.web.desks import client_of, text_of
from volunteers.models import ConfirmationLink, ContactAddress, HourEntry, MailStop
from volunteers.services import links, logging, mailing

pytestmark = pytest.mark.usefixtures("staged")


@pytest.fixture
def two(stage: Stage) -> list[HourEntry]:
    """Two entries of Ada's about which somebody else is asked; the first link of the stage is gone."""
    ConfirmationLink.objects.all().delete()
    day = stage.waiting.day + dt.timedelta(days=30)
    return [stage.waiting, stage.world.hours(day=day, minutes=75)]


@pytest.fixture
def link(stage: Stage, two: list[HourEntry]) -> ConfirmationLink:
    return links.ask(actor=stage.world.ada, organisation=stage.world.cafe, email="lena@example.net", way="page")


def address(link: ConfirmationLink) -> str:
    return f"/b/{links.token_of(link)}"


def said(*choices: tuple[HourEntry, str], **more: str) -> dict[str, str]:
    return {f"eintrag-{entry.uuid}": choice for entry, choice in choices} | more


def statuses(entries: list[HourEntry]) -> list[str]:
    return [HourEntry.objects.get(pk=entry.pk).status for entry in entries]


def test_page_shows_what_it_asks_and_is_kept_by_nobody(link: ConfirmationLink, two: list[HourEntry]) -> None:
    page = Client().get(address(link))
    text = text_of(page)
    for shown in ("Ada Beispiel", "Sprachcafé", "Sprechrunde", "3. März 2026", "1:15 Std."):
        assert shown in text
    assert "Zum Amt begleitet" not in text  # what the volunteer noted is for the organisation
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert (page.cookies, "Cookie" in page.get("Vary", "")) == ({}, False)
    assert statuses(two) == ["submitted", "submitted"]


def test_post_without_cookie_or_token_of_ours_decides_each_row(link: ConfirmationLink, two: list[HourEntry]) -> None:
    stranger = Client(enforce_csrf_checks=True)
    sent = stranger.post(address(link), said((two[0], "ja"), (two[1], "nein"), reason="Da war zu."))
    assert (sent.status_code, sent["Location"]) == (302, address(link))
    assert statuses(two) == ["confirmed", "declined"]
    answered = text_of(stranger.get(address(link)))
    assert "Danke für Ihre Antwort!" in answered
    again = stranger.post(address(link), said((two[0], "nein"), reason="Doch nicht."))
    assert (again.status_code, text_of(stranger.get(address(link)))) == (302, answered)
    assert statuses(two) == ["confirmed", "declined"]


def test_one_button_declines_all_of_them(link: ConfirmationLink, two: list[HourEntry]) -> None:
    Client().post(address(link), said((two[0], "ja"), alle="nein", reason="Kenne ich nicht."))
    assert statuses(two) == ["declined", "declined"]


def test_refused_answer_comes_back_as_it_was_chosen(link: ConfirmationLink, two: list[HourEntry]) -> None:
    page = Client().post(address(link), said((two[0], "nein"), (two[1], "offen")))
    assert page.status_code == 400
    assert "Bitte nennen Sie einen Grund." in text_of(page)
    body = page.content.decode()
    assert f'name="eintrag-{two[0].uuid}" value="nein" checked' in body
    assert f'name="eintrag-{two[1].uuid}" value="offen" checked' in body
    assert statuses(two) == ["submitted", "submitted"]


def test_row_that_was_decided_meanwhile_is_shown_without_a_choice(
    stage: Stage, link: ConfirmationLink, two: list[HourEntry]
) -> None:
    logging.withdraw(actor=stage.world.ada, entry=two[0], way="page")
    assert f"eintrag-{two[0].uuid}" not in Client().get(address(link)).content.decode()
    Client().post(address(link), said((two[0], "ja"), (two[1], "ja")))
    assert statuses(two) == ["withdrawn", "confirmed"]
    assert "inzwischen geändert oder schon entschieden" in text_of(Client().get(address(link)))


def test_link_that_is_over_tells_nothing_of_anybody(stage: Stage, link: ConfirmationLink) -> None:
    token = links.token_of(link)
    links.revoke(actor=stage.world.ada, link=link, way="page")
    page = Client().get(f"/b/{token}")
    assert (page.status_code, "Ada" in page.content.decode()) == (410, False)
    assert Client().post(f"/b/{token}", {"alle": "nein", "reason": "x"}).status_code == 410
    assert Client().get("/b/" + "0" * 40).status_code == 404


def test_answer_is_given_in_each_language_and_comes_back_in_it(link: ConfirmationLink, two: list[HourEntry]) -> None:
    page = Client().get(f"{address(link)}?lang=ar")
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    sent = Client().post(f"{address(link)}?lang=ar", said((two[0], "ja")))
    assert sent["Location"] == f"{address(link)}?lang=ar"


def test_token_is_in_no_log(link: ConfirmationLink, two: list[HourEntry], caplog: Any, monkeypatch: Any) -> None:
    """Also not when we fail: Django logs the address of a request that raised."""
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("volunteers.web.answering._rows", lambda *_arguments: 1 / 0)
    with caplog.at_level(logs.DEBUG):
        assert client.get(address(link)).status_code == 500
        assert client.get(f"{address(link)}0").status_code == 404
    assert "Internal Server Error: /b/…" in caplog.text
    assert str(links.token_of(link)) not in caplog.text


def test_stop_link_stops_by_post_and_can_be_taken_back(stage: Stage, link: ConfirmationLink) -> None:
    stop = f"/m/{mailing.stop_link('Lena@example.net', links.TOPIC)}"
    page = Client().get(stop)
    assert (page.status_code, page["Referrer-Policy"], page.cookies) == (200, "no-referrer", {})
    assert not MailStop.objects.exists()
    button = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})  # RFC 8058
    assert (button.status_code, mailing.is_stopped("lena@example.net", links.TOPIC)) == (204, True)
    assert mailing.outbox.send_due() >= 1  # what was ordered before she stopped it stays here, too
    assert "lena@example.net" not in [to for message in mail.outbox for to in message.to]
    assert "Abbestellt." in text_of(Client().get(stop))
    Client().post(stop, {"wieder": "1"})
    assert not MailStop.objects.exists()


@pytest.mark.parametrize("link_of", ["bitten-00-00", "bitten", "x-1-2", "-"])
def test_stop_link_that_is_not_ours_is_unknown(stage: Stage, link_of: str) -> None:
    assert Client().post(f"/m/{link_of}").status_code == 404
    assert not MailStop.objects.exists()


# --- one's own page, and the organisation's ---


def test_volunteer_asks_sees_it_and_takes_it_back(stage: Stage, two: list[HourEntry]) -> None:
    ada = client_of(stage.world.ada)
    assert "2 Einträge warten: 2:45 Std." in text_of(ada.get("/ich/bestaetigung"))
    fields = {"organisation": str(stage.world.cafe.uuid), "email": "lena@example.net", "contact": "andere"}
    assert ada.post("/ich/bestaetigung", fields).status_code == 302
    link = ConfirmationLink.objects.get()
    page = text_of(ada.get("/ich/bestaetigung"))
    assert "lena@example.net" in page
    assert "2 Einträge warten" not in page
    ada.post(f"/ich/bestaetigung/{link.uuid}/zurueckziehen")
    link.refresh_from_db()
    assert link.state == "revoked"


def test_refused_request_comes_back_filled(stage: Stage, two: list[HourEntry]) -> None:
    fields = {"organisation": str(stage.world.cafe.uuid), "email": "ada@example.org", "contact": "andere"}
    page = client_of(stage.world.ada).post("/ich/bestaetigung", fields)
    assert page.status_code == 400
    assert "Eigene Stunden bestätigt immer jemand anderes." in text_of(page)
    assert 'value="ada@example.org"' in page.content.decode()


def test_contact_is_chosen_by_its_name_and_its_address_is_not_told(stage: Stage, two: list[HourEntry]) -> None:
    ada = client_of(stage.world.ada)
    page = ada.get("/ich/bestaetigung").content.decode()
    assert ("Teamleitung" in page, stage.contact.address in page) == (True, False)
    fields = {"organisation": str(stage.world.cafe.uuid), "email": "", "contact": str(stage.contact.uuid)}
    ada.post("/ich/bestaetigung", fields)
    assert ConfirmationLink.objects.get().address == stage.contact.address
    assert stage.contact.address not in ada.get("/ich/bestaetigung").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    stage: Stage, two: list[HourEntry], number: int, django_assert_num_queries: Any
) -> None:
    world = stage.world
    for index in range(number):
        entry = world.hours(day=two[1].day + dt.timedelta(days=1 + index))
        asked: dict[str, Any] = {"email": f"b{index}@example.net", "entries": [entry.uuid], "way": "page"}
        links.ask(actor=world.ada, organisation=world.cafe, **asked)
        ContactAddress.objects.create(organisation=world.cafe, label=f"Büro {index}", address=f"c{index}@example.net")
    ada, mina = client_of(world.ada), client_of(world.mina)
    with django_assert_num_queries(7):
        ada.get("/ich/bestaetigung")
    with django_assert_num_queries(5):
        mina.get(f"/stelle/{world.cafe.uuid}/kontakte")
    with django_assert_num_queries(3):
        Client().get(address(ConfirmationLink.objects.order_by("-pk")[0]))


def test_manager_offers_a_contact_and_sees_what_its_word_weighs(stage: Stage) -> None:
    world = stage.world
    world.cafe.domain = "cafe.example"
    world.cafe.save()
    mina, here = client_of(world.mina), f"/stelle/{world.cafe.uuid}/kontakte"
    assert mina.post(here, {"name": " Büro ", "email": "Buero@cafe.example"}).status_code == 302
    page = text_of(mina.get(here))
    assert ("buero@cafe.example" in page, page.count("Bestätigung von Ihrer Domain")) == (True, 1)
    assert mina.post(here, {"name": "Noch eins", "email": "buero@cafe.example"}).status_code == 400
    added = ContactAddress.objects.get(label="Büro")
    mina.post(f"{here}/{added.uuid}/entfernen")
    assert list(ContactAddress.objects.values_list("label", flat=True)) == ["Teamleitung"]
