"""The watch sees what it is there for."""

from collections.abc import Callable

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]


def test_watch_sees_a_violation_of_the_policy(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/")
    assert visitor.watch.look() == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">rot</p>')")
    page.wait_for_timeout(50)
    assert any(oddity.startswith("console: policy: style-src-attr inline") for oddity in visitor.watch.look())


def test_watch_sees_a_foreign_request_and_a_missing_file(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/missing.png'}))")
    page.wait_for_timeout(200)
    kinds = {oddity.split()[0] for oddity in visitor.watch.look()}
    assert kinds == {"foreign:", "failed:", "console:", "404:"}
