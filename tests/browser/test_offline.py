"""Hours without a network: opened, written down, kept, sent once, and nobody else's."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.house import House
from tests.cast import make_user, make_volunteer
from volunteers.models import HourEntry, User

Visit = Callable[..., Visitor]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LOG = "/ich/eintragen"


@pytest.fixture
def helper(house: House) -> Callable[[str], User]:
    """`helper("Olena")` helps at the café, and wrote down an hour there before."""

    def made(given: str) -> User:
        known = house.backstage(lambda: User.objects.filter(email=f"{given}@example.org".lower()).first())
        return known or house.backstage(_helper, house, given)

    return made


def _helper(house: House, given: str) -> User:
    user = make_user(f"{given}@example.org".lower(), f"{given} Handy")
    volunteer = make_volunteer(user, given=given, family="Handy")
    house.stage.world.ada, ada = user, house.stage.world.ada
    house.stage.world.ada_volunteer, ada_volunteer = volunteer, house.stage.world.ada_volunteer
    try:
        house.stage.world.hours(minutes=60)
    finally:
        house.stage.world.ada, house.stage.world.ada_volunteer = ada, ada_volunteer
    return user


def entries_of(house: House, user: User) -> list[tuple[int, str]]:
    """Minutes and note of what the ledger has of them, the first one left out."""
    rows = HourEntry.objects.filter(volunteer__user=user).order_by("pk").values_list("minutes", "note")
    return house.backstage(lambda: list(rows)[1:])


def switch_on(visitor: Visitor) -> Page:
    page = visitor.go(LOG)
    page.get_by_label("Auf diesem Handy offline eintragen").check()
    expect(page.locator("#offline-switch")).to_be_enabled()
    return page


def write_down(page: Page, note: str, duration: str = "1:45") -> None:
    """On the page without a network."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Stunden eintragen, ohne Netz")
    page.get_by_label("Andere Dauer").fill(duration)
    page.get_by_label("Bemerkung").fill(note)
    page.get_by_role("button", name="Auf diesem Gerät eintragen").click()


def unsent(page: Page) -> Any:
    return page.locator("#unsent li")


def test_switched_off_the_device_holds_nothing(visit: Visit, helper: Callable[[str], User]) -> None:
    page = visit(helper("Olena"), **PHONE).go(LOG)
    expect(page.get_by_label("Auf diesem Handy offline eintragen")).not_to_be_checked()
    held = page.evaluate("""async () => [
      (await navigator.serviceWorker.getRegistrations()).length,
      (await caches.keys()).length,
      (await indexedDB.databases()).length,
      localStorage.length,
    ]""")
    assert held == [0, 0, 0, 0]


def test_hours_written_down_without_network_are_sent_once_with_it(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Olena")
    before = entries_of(house, olena)
    visitor = visit(olena, **PHONE)
    page = switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Im Funkloch")
    expect(unsent(page)).to_have_count(1)
    expect(unsent(page)).to_contain_text("1:45")
    expect(unsent(page)).to_contain_text("Sprechrunde")
    # The browser is closed and opened again, still without a network.
    page.close()
    page = visitor.page = visitor.context.new_page()
    visitor.go(LOG)
    expect(unsent(page)).to_have_count(1)
    assert entries_of(house, olena) == before
    visitor.context.set_offline(False)
    expect(unsent(page)).to_have_count(0)
    expect(page.get_by_text("Gesendet. Danke!")).to_be_visible()
    assert entries_of(house, olena) == [*before, (105, "Im Funkloch")]
    visitor.go(LOG)
    assert entries_of(house, olena) == [*before, (105, "Im Funkloch")]


def test_browser_sends_them_by_itself_with_no_page_open(
    whole_browser: Browser, visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Zoe")
    visitor = visit(olena, whole_browser, **PHONE)
    switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Von selbst")
    expect(unsent(page)).to_have_count(1)
    page.goto("about:blank")
    assert entries_of(house, olena) == []
    visitor.context.set_offline(False)
    house.own.until(lambda: entries_of(house, olena) == [(105, "Von selbst")], "the worker has sent it")


def test_form_that_was_open_when_the_network_went_is_kept(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Petra")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    page = visitor.go(LOG)
    page.locator("#log input[name=day]").first.check(force=True)
    page.get_by_label("Andere Dauer").fill("20 min")
    page.get_by_label("Bemerkung").fill("Im Aufzug")
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Eintragen", exact=True).click()
    expect(unsent(page)).to_contain_text("20 min")
    visitor.context.set_offline(False)
    expect(unsent(page)).to_have_count(0)
    assert entries_of(house, olena) == [(20, "Im Aufzug")]


def test_answer_that_got_lost_makes_no_second_entry(visit: Visit, house: House, helper: Callable[[str], User]) -> None:
    olena = helper("Rosa")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Doppelt gesendet")
    expect(unsent(page)).to_have_count(1)
    fields = page.evaluate("async () => (await kept.entries(await kept.current()))[0].fields")
    again = """async ([uuid, fields]) =>
      kept.put({uuid, account: await kept.current(), fields, label: "", problem: ""})"""
    visitor.context.set_offline(False)
    expect(unsent(page)).to_have_count(0)
    page.evaluate(again, [_uuid(fields), fields])  # as if the answer to the first sending had never come
    page.reload()
    expect(unsent(page)).to_have_count(0)
    assert entries_of(house, olena) == [(105, "Doppelt gesendet")]


def _uuid(fields: str) -> str:
    found = re.search(r"uuid=([0-9a-f-]{36})", fields)
    assert found
    return found[1]


def test_session_that_ended_asks_to_sign_in_and_keeps_the_entries(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Sofia")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Sitzung vorbei")
    expect(unsent(page)).to_have_count(1)
    visitor.context.clear_cookies()
    visitor.context.set_offline(False)
    link = page.get_by_role("link", name="Bitte melde dich an, dann werden sie gesendet.")
    expect(link).to_be_visible()
    expect(unsent(page)).to_have_count(1)
    link.click()
    expect(page).to_have_url(re.compile(r"/anmelden\?next=/ich/eintragen$|/anmelden\?next=%2Fich%2Feintragen$"))
    visitor.sign_in(olena)
    page = visitor.go(LOG)
    expect(page.get_by_text("Gesendet. Danke!")).to_be_visible()
    assert entries_of(house, olena) == [(105, "Sitzung vorbei")]


def test_refused_entry_is_shown_with_the_reason_and_put_right(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Tanja")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Zu lang", "25:00")
    expect(unsent(page)).to_have_count(1)
    visitor.context.set_offline(False)
    expect(unsent(page).locator(".kern-error")).to_contain_text("24 Stunden")
    assert entries_of(house, olena) == []
    page = visitor.go(LOG)  # it waits there too
    unsent(page).get_by_role("button", name="Ändern").click()
    expect(page.get_by_label("Bemerkung")).to_have_value("Zu lang")
    page.get_by_label("Andere Dauer").fill("2:30")
    page.get_by_role("button", name="Eintragen", exact=True).click()
    expect(unsent(page)).to_have_count(0)
    expect(page.get_by_text("Gesendet. Danke!")).to_be_visible()
    assert entries_of(house, olena) == [(150, "Zu lang")]


def test_page_gives_thanks_also_for_what_another_page_or_the_worker_sent(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena = helper("Ulla")
    visitor = visit(olena, **PHONE)
    page = switch_on(visitor)
    activity = page.locator("input[name=activity]").first.get_attribute("value")
    day = page.locator("#log input[name=day]").first.get_attribute("value")
    fields = f"uuid={uuid.uuid4()}&activity={activity}&day={day}&duration=1:45"
    other = visitor.context.new_page()
    other.goto(page.url)
    send = """async (fields) => {
      await kept.put({uuid: crypto.randomUUID(), account: await kept.current(), fields, label: "", problem: ""});
      return kept.send(document.getElementById("offline").dataset);
    }"""
    assert other.evaluate(send, fields)["outcome"] == "sent"  # by that page, or by the worker that was sooner
    expect(page.get_by_text("Gesendet. Danke!")).to_be_visible()
    assert entries_of(house, olena) == [(105, "")]


def test_another_person_on_the_same_phone_neither_sees_nor_sends_them(
    visit: Visit, house: House, helper: Callable[[str], User]
) -> None:
    olena, ruth = helper("Vera"), helper("Ruth")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    write_down(page, "Gehört Vera")
    expect(unsent(page)).to_have_count(1)
    visitor.context.clear_cookies()
    visitor.sign_in(ruth)
    visitor.context.set_offline(False)
    page = visitor.go(LOG)
    expect(page.locator("#offline-switch")).not_to_be_checked()
    expect(page.locator("#unsent")).to_be_hidden()
    visitor.context.set_offline(True)
    page = visitor.go(LOG)
    expect(page.get_by_text("ist das Eintragen ohne Netz nicht eingeschaltet")).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    visitor.context.set_offline(False)
    assert (entries_of(house, olena), entries_of(house, ruth)) == ([], [])
    visitor.context.clear_cookies()
    visitor.sign_in(olena)
    page = visitor.go(LOG)
    expect(page.get_by_text("Gesendet. Danke!")).to_be_visible()
    assert (entries_of(house, olena), entries_of(house, ruth)) == ([(105, "Gehört Vera")], [])


def test_signing_out_leaves_nothing_on_the_device(visit: Visit, house: House, helper: Callable[[str], User]) -> None:
    olena = helper("Wanda")
    visitor = visit(olena, **PHONE)
    page = switch_on(visitor)
    page.evaluate(
        "async () => kept.put({uuid: 'x', account: await kept.current(), fields: '', label: '', problem: 'nein'})"
    )
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(lambda url: LOG not in url)
    assert [question.partition(",")[0] for question in asked] == ["Auf diesem Gerät sind Einträge"]
    held = page.evaluate("""async () => [
      (await navigator.serviceWorker.getRegistrations()).length,
      (await caches.keys()).length,
      (await indexedDB.databases()).length,
    ]""")
    assert held == [0, 0, 0]


def test_worker_keeps_nothing_personal(visit: Visit, house: House, helper: Callable[[str], User]) -> None:
    olena = helper("Xenia")
    visitor = visit(olena, **PHONE)
    switch_on(visitor)
    for path in (LOG, "/ich", "/ich/eintraege"):
        visitor.go(path)
    page = visitor.go(LOG)
    kept = page.evaluate("""async () => {
      const texts = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          texts.push(new URL(request.url).pathname + " " + (await (await cache.match(request)).text()));
        }
      }
      return texts;
    }""")
    paths = [text.split()[0] for text in kept]
    pages = [path for path in paths if not path.startswith("/static/")]
    assert pages == [LOG + "/offline", "/offline"]
    texts = [text for text in kept if not text.startswith("/static/")]
    names = (olena.name, olena.email, "Sprechrunde", "csrfmiddlewaretoken", str(olena.uuid))
    assert [name for name in names for text in texts if name in text] == []


def test_page_without_network_is_for_everybody(visit: Visit, house: House) -> None:
    page = visit(None).go(LOG + "/offline")
    expect(page.get_by_text("ist das Eintragen ohne Netz nicht eingeschaltet")).to_be_visible()
    expect(page.locator("#log")).to_be_hidden()


def test_other_pages_without_network_say_so_in_the_persons_language(
    visit: Visit, helper: Callable[[str], User]
) -> None:
    visitor = visit(helper("Yara"), **PHONE)
    page = visitor.go("/ar" + LOG)
    page.locator("#offline-switch").check()
    expect(page.locator("#offline-switch")).to_be_enabled()
    visitor.context.set_offline(True)
    page = visitor.go("/ar/ich/eintraege")
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator("main a")).to_have_attribute("href", "/ar" + LOG)
    page = visitor.go("/ar" + LOG)
    expect(page.locator("#where input")).to_have_count(1)
