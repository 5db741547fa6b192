"""What whoever orders adds beside the ledger: role, trainings, a text, that it goes on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.common.errors import Invalid
from certificates.content import parse_content
from certificates.models import Certificate
from certificates.press import press
from certificates.services import queue, replacing
from tests import factories
from tests.backend.problems import wrong_field
from tests.cast import World
from tests.certificates.orders import END, START, order
from tests.certificates.press.samples import pages_by_pdfium

AsUser = Callable[..., APIClient]
WORDS: dict[str, Any] = {
    "role": "Sprachpatin",
    "trainings": ["Erste Hilfe", "Deutsch als Zweitsprache"],
    "text": "Wir freuen uns auf das nächste Jahr.",
}


@pytest.fixture
def helped(world: World) -> World:
    """Ada helped on two days of 2025."""
    for day in (1, 20):
        factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2025, 3, day))
    return world


def test_words_of_the_orderer_stand_on_the_paper(helped: World) -> None:
    content = order(helped, kind="record", ongoing=True, **WORDS).content
    assert {key: content[key] for key in WORDS} == WORDS
    assert content["period"] == {"start": "2025-03-01", "end": "2025-03-20", "ongoing": True}
    text = " ".join(pages_by_pdfium(press(parse_content(content))))
    for said in ("Sprachpatin", "Erste Hilfe", "Deutsch als Zweitsprache", WORDS["text"], "fortdauernd"):
        assert said in text


def test_thanks_that_goes_on_keeps_the_asked_period(world: World) -> None:
    content = order(world, ongoing=True).content
    assert content["period"] == {"start": START.isoformat(), "end": END.isoformat(), "ongoing": True}


def test_without_words_none_are_kept(helped: World) -> None:
    content = order(helped, kind="record").content
    assert not WORDS.keys() & content.keys()
    assert "ongoing" not in content["period"]


def test_words_that_cannot_be_printed_are_refused_by_field(helped: World) -> None:
    with pytest.raises(Invalid) as refusal:
        order(helped, kind="record", trainings=["Erste Hilfe", "a\u202eb"])
    assert (refusal.value.code, refusal.value.field) == ("not_printable", "trainings.1")
    assert Certificate.objects.count() == 0


def test_a_text_that_does_not_fit_the_page_is_refused_when_it_is_ordered(world: World) -> None:
    sentence = "Danke für jede einzelne Stunde. "
    assert order(world, text=(sentence * 12).strip()).content["text"] == (sentence * 12).strip()
    with pytest.raises(Invalid) as refusal:
        order(world, text=(sentence * 31).strip())
    assert (refusal.value.code, refusal.value.field, str(refusal.value)) == (
        "not_printable",
        "text",
        "Die Texte passen zusammen nicht auf die Urkunde. Dieser braucht am meisten Platz, bitte kürzen.",
    )
    assert Certificate.objects.count() == 1


def test_replacement_says_them_again(helped: World) -> None:
    old = order(helped, kind="record", ongoing=True, **WORDS)
    queue.drain()
    old.refresh_from_db()
    new = replacing.replace(actor=helped.carla, certificate=old)
    assert {key: new.content[key] for key in WORDS} == WORDS
    assert new.content["period"]["ongoing"] is True


def test_words_come_through_the_api(helped: World, as_user: AsUser) -> None:
    carla = as_user(helped.carla)
    wish = {
        "volunteer": str(helped.ada_volunteer.uuid),
        "kind": "record",
        "issuer": str(helped.issuer.uuid),
        "start": "2025-01-01",
        "end": "2025-12-31",
    }
    assert carla.post("/api/v1/certificates", wish | WORDS | {"ongoing": True}).status_code == 201
    content = Certificate.objects.get().content
    assert {key: content[key] for key in WORDS} == WORDS
    wrong_field(carla.post("/api/v1/certificates", wish | {"trainings": ["x"] * 21}), "trainings", "max_length")
    wrong_field(carla.post("/api/v1/certificates", wish | {"text": "x" * 1001}), "text", "max_length")
    wrong_field(carla.post("/api/v1/certificates", wish | {"ongoing": "ja"}), "ongoing", "invalid")
    assert Certificate.objects.count() == 1
