"""The three roles' main journeys, by keyboard where somebody has no mouse, and what goes wrong on the way."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from certificates.models import Certificate, CertificateStatus
from certificates.services import queue
from tests.browser.conftest import Visitor
from tests.browser.house import House
from volunteers.models import HourEntry

Visit = Callable[..., Visitor]
LOG = "/ich/eintragen"
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


def reach(page: Page, target: Locator) -> None:
    """Goes there with the Tab key, and finds the focus to be seen: not below the bar, not outside the window."""
    expect(target).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            seen = target.evaluate("""(element) => {
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return Boolean(top) && (element.contains(top) || top.contains(element) || top.tagName === "LABEL");
            }""")
            assert seen, "the focus is hidden"
            return
    pytest.fail("not to be reached with the Tab key")


def noted(house: House, note: str) -> list[tuple[str, int]]:
    """Status and minutes of the entries with that note."""
    rows = HourEntry.objects.filter(note=note).order_by("pk").values_list("status", "minutes")
    return house.backstage(lambda: list(rows))


def fill_in(page: Page, note: str, duration: str = "1:45") -> None:
    page.get_by_label("gestern").check(force=True)
    page.get_by_label("Andere Dauer").fill(duration)
    page.get_by_label("Bemerkung").fill(note)


def send(page: Page) -> Locator:
    return page.get_by_role("button", name="Eintragen", exact=True)


def test_volunteer_signs_in_with_a_code_and_logs_hours(visit: Visit, house: House) -> None:
    visitor = visit(None, **PHONE)
    page = visitor.go(LOG)
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Code schicken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Code eingeben")
    page.locator("input[name=code]").fill(code_in_the_mail(house.own.folder / "var" / "mails"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_url(f"{house.address}{LOG}")
    fill_in(page, "Mit Code")
    send(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    expect(page.locator("main")).to_contain_text("Wartet auf Sprachcafé")
    page.get_by_role("link", name="Meine Einträge").last.click()
    expect(page.locator("main")).to_contain_text("Mit Code")
    assert noted(house, "Mit Code") == [("submitted", 105)]


def code_in_the_mail(mails: Path) -> str:
    """What stands alone in a line of the newest mail."""
    newest = max(mails.iterdir(), key=lambda mail: mail.stat().st_mtime_ns)
    found = re.search(r"^([A-Z0-9-]{4,12})\r?$", newest.read_text(), re.MULTILINE)
    assert found
    return found[1]


def test_volunteer_logs_hours_by_keyboard(visit: Visit, house: House) -> None:
    page = visit(house.stage.world.ada, **PHONE).go(LOG)
    reach(page, page.locator("#log").get_by_label("gestern"))
    page.keyboard.press("Space")
    reach(page, page.get_by_label("Andere Dauer"))
    page.keyboard.type("2:15")
    reach(page, page.get_by_label("Bemerkung"))
    page.keyboard.type("Mit der Tastatur")
    reach(page, send(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    assert noted(house, "Mit der Tastatur") == [("submitted", 135)]


def test_organisation_confirms_by_keyboard(visit: Visit, house: House) -> None:
    world = house.stage.world
    entry = house.backstage(lambda: world.hours(day=dt.date(2026, 4, 2), note="Zu bestätigen"))
    visitor = visit(world.omar, viewport={"width": 1280, "height": 800})
    page = visitor.go(f"/stelle/{world.cafe.uuid}/freigabe")
    reach(page, page.locator(f"#e-{entry.uuid}"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name=re.compile("[Bb]estätigen")).last)
    page.keyboard.press("Enter")
    expect(page.locator(f"#e-{entry.uuid}")).to_have_count(0)
    visitor.go("/ich")  # who leaves does not wait for the time in which it could be undone
    house.own.until(lambda: noted(house, "Zu bestätigen") == [("confirmed", 90)], "the entry is confirmed")


def test_coordination_orders_a_certificate_by_keyboard_and_reads_it(visit: Visit, house: House) -> None:
    world = house.stage.world
    visitor = visit(world.carla, viewport={"width": 1280, "height": 800})
    page = visitor.go(f"/koordination/urkunden/neu?person={world.ada_volunteer.uuid}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Beispiel")
    before = house.backstage(lambda: set(Certificate.objects.values_list("pk", flat=True)))
    reach(page, page.get_by_role("button", name="Ausstellen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("NPA")
    house.backstage(queue.drain)
    ordered = house.backstage(lambda: Certificate.objects.exclude(pk__in=before).get())
    assert ordered.status == CertificateStatus.ISSUED
    page = visitor.go(f"/koordination/urkunden/{ordered.uuid}")
    link = page.get_by_role("link", name="PDF laden")
    reach(page, link)
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")


def test_double_click_logs_once(visit: Visit, house: House) -> None:
    page = visit(house.stage.world.ada, **PHONE).go(LOG)
    fill_in(page, "Doppelt geklickt")
    send(page).dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    assert noted(house, "Doppelt geklickt") == [("submitted", 105)]


def test_back_button_and_sending_again_logs_once(visit: Visit, house: House) -> None:
    page = visit(house.stage.world.ada, **PHONE).go(LOG)
    fill_in(page, "Zurück und noch einmal", "0:20")
    send(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    page.go_back()
    expect(page.get_by_label("Bemerkung")).to_be_visible()
    if page.get_by_label("Bemerkung").input_value() == "Zurück und noch einmal":
        send(page).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    assert noted(house, "Zurück und noch einmal") == [("submitted", 20)]


def test_two_tabs_log_an_entry_each(visit: Visit, house: House) -> None:
    visitor = visit(house.stage.world.ada, **PHONE)
    first = visitor.go(LOG)
    second = visitor.context.new_page()
    second.goto(f"{house.address}{LOG}")
    for page, duration in ((first, "0:10"), (second, "0:15")):
        fill_in(page, "Zwei Fenster", duration)
        send(page).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    assert noted(house, "Zwei Fenster") == [("submitted", 10), ("submitted", 15)]


def test_session_that_ends_mid_form_gives_the_words_back(visit: Visit, house: House) -> None:
    visitor = visit(house.stage.world.ada, **PHONE)
    page = visitor.go(LOG)
    fill_in(page, "Sitzung zu Ende")
    house.backstage(house.end_sessions)
    send(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Code schicken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Code eingeben")
    page.locator("input[name=code]").fill(code_in_the_mail(house.own.folder / "var" / "mails"))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_label("Bemerkung")).to_have_value("Sitzung zu Ende")
    assert noted(house, "Sitzung zu Ende") == []


def test_without_javascript_the_main_job_is_done(visit: Visit, house: House) -> None:
    world = house.stage.world
    page = visit(world.ada, java_script_enabled=False, **PHONE).go(LOG)
    page.get_by_label("gestern").check(force=True)
    page.get_by_label("Andere Dauer").fill("0:50")
    page.get_by_label("Bemerkung").fill("Ohne JavaScript")
    send(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gespeichert")
    uuid = house.backstage(lambda: HourEntry.objects.get(note="Ohne JavaScript").uuid)
    page = visit(world.omar, java_script_enabled=False).go(f"/stelle/{world.cafe.uuid}/freigabe")
    page.locator(f"#e-{uuid}").check(force=True)
    page.get_by_role("button", name="Bestätigen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wirklich bestätigen?")  # for there is no undoing
    page.get_by_role("button", name=re.compile("bestätigen", re.IGNORECASE)).first.click()
    house.own.until(lambda: noted(house, "Ohne JavaScript") == [("confirmed", 50)], "the entry is confirmed")


def test_without_cookies_signing_in_says_what_is_missing(visit: Visit, house: House) -> None:
    visitor = visit(None)
    visitor.watch.expected = (403,)
    page = visitor.go("/anmelden")
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    visitor.context.clear_cookies()  # as if the browser had never kept one
    page.get_by_role("button", name="Code schicken").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Cookies")
