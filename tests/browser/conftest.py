"""One house and one Chromium for all browser tests of a process; a context for each visitor."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.backend.stage import Stage, set_stage
from tests.browser import chromium, judge
from tests.browser.house import Backstage, House
from tests.browser.watch import Watch
from tests.cast import make_world
from tests.installation import installation
from tests.services import Places
from volunteers.models import User

USUAL: dict[str, Any] = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"}


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """With a browser on PostgreSQL alone, as in production."""
    if item.nodeid.startswith("tests/browser/") and "db" in getattr(item, "fixturenames", ()):
        item.add_marker("postgres")


@pytest.fixture(scope="package")
def house(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[House]:
    """The stage is set once: tests that change something change their own things."""
    with django_db_blocker.unblock(), installation(tmp_path_factory.mktemp("house")) as own:
        collecting = own.start("collectstatic", "manage.py", "collectstatic", "--no-input", "-v0")
        backstage = Backstage(own)
        try:
            stage: Stage = backstage(lambda: set_stage(make_world()))
            assert collecting.exit_code == 0, own.logs()
            host, port = own.web().address
            yield House(f"http://{host}:{port}", own, stage, backstage)
        finally:
            backstage.close()


@pytest.fixture(scope="package")
def browser_program() -> Iterator[Browser]:
    """Debian's Chromium. It ends with the package: its event loop would stand in the way of other tests."""
    program = chromium.find(Places())
    if program is None:
        pytest.skip(chromium.MISSING)
    expect.set_options(timeout=30_000)  # ms; only a test that fails waits that long
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=chromium.OPTIONS)
        yield started
        started.close()


@pytest.fixture
def whole_browser(db: None, house: House, browser_program: Browser) -> Iterator[Browser]:
    """For what a browser does behind its pages' backs. To be asked for before `visit`, whose visitors leave first."""
    program = chromium.find(Places(), whole=True)
    if program is None:
        pytest.skip(chromium.MISSING)
    started = browser_program.browser_type.launch(executable_path=program, args=chromium.OPTIONS)
    yield started
    started.close()


class Visitor:
    """A person before a browser of their own: its context, one page, and who watches over both."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        """Opens an empty page."""
        self.house = house
        self.context = context
        self.watch = Watch.over(context, house.address)
        self.page: Page = context.new_page()

    def sign_in(self, user: User | None) -> "Visitor":
        """As if just signed in; None is nobody."""
        if user is not None:
            session = self.house.session_of(user)
            self.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.house.address}]
            )
        return self

    def anew(self, viewport: ViewportSize) -> "Visitor":
        """Before the next page: nothing comes from a cache, and the look is as it was in the beginning."""
        self.page.emulate_media(color_scheme="light", forced_colors="none")
        self.page.set_viewport_size(viewport)
        self.letters(16)
        self._protocol.send("Network.enable")
        self._protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.watch.look()
        self.watch.weigh()
        return self

    def letters(self, size: int) -> None:
        """The size of letters that the browser is set to; 16 is usual, in pixels."""
        self._protocol.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size * 13 // 16}})

    @cached_property
    def _protocol(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)

    def go(self, path: str) -> Page:
        """The page at that path, loaded to the end."""
        self.page.goto(f"{self.house.address}{path}", wait_until="load")
        return self.page


@pytest.fixture(scope="package")
def regular(house: House, browser_program: Browser) -> Iterator[Callable[..., Visitor]]:
    """`regular(role)` is the same visitor each time: to open a browser costs more than to look at a page."""
    visitors: dict[str, Visitor] = {}

    def come(role: str) -> Visitor:
        if role not in visitors:
            context = browser_program.new_context(**USUAL, service_workers="block")
            context.add_init_script(judge.SCRIPT)
            visitors[role] = Visitor(context, house).sign_in(house.stage.users()[role])
        return visitors[role]

    yield come
    for visitor in visitors.values():
        visitor.context.close()


@pytest.fixture
def db() -> None:
    """Asking for it makes pytest-django create the database that the house copies; no transaction is opened on it."""


@pytest.fixture
def visit(db: None, house: House, browser_program: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visit(user)` is that person before a browser, or before that `browser`; the rest is what a context takes."""
    visitors: list[Visitor] = []

    def come(user: User | None = None, browser: Browser = browser_program, **options: Any) -> Visitor:
        context = browser.new_context(**{**USUAL, **options})
        visitor = Visitor(context, house).sign_in(user)
        visitors.append(visitor)
        return visitor

    yield come
    broken = [oddity for visitor in visitors for oddity in visitor.watch.look() if visitor.watch.breaks(oddity)]
    for visitor in visitors:
        visitor.context.close()
    assert broken == []
