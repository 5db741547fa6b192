"""Taking over kept hours, doubles and merging on pages: what each side sees, and that a GET changes nothing."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from backend.common import clock
from backend.common.throttling import CodeThrottle
from tests import factories
from tests.cast import World
from tests.volunteers.web.desks import at, client_of, text_of
from volunteers.models import DistinctPair, HourEntry, Merge, Takeover, Volunteer
from volunteers.services import claiming, takeover_codes

Queries = Callable[[int], Any]
MINE = "/ich/uebernehmen"


def test_code_goes_from_the_desk_to_the_persons_hours(world: World) -> None:
    kept = factories.kept(world.cafe, "Olha", "Verborgen")
    factories.confirmed(kept, world.talking, minutes=90)
    mina, ada = client_of(world.mina), client_of(world.ada)
    assert "Code zur Übernahme ausgeben" in text_of(mina.get(at("desk-person", world.cafe, kept.uuid)))
    paper = mina.post(at("desk-claims", world.cafe), {"person": kept.uuid}, follow=True)
    [code] = re.findall(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){2}\b", text_of(paper))
    assert "Gültig bis" in text_of(paper)
    assert code not in paper.content.decode().partition("<svg")[2].partition("</svg>")[0]
    assert "Code, gilt bis" in text_of(mina.get(at("desk-claims", world.cafe)))
    shown = ada.post(MINE, {"code": code.lower()})
    assert "Stunden bei Sprachcafé" in text_of(shown)
    assert "1:30 Std. davon bestätigt" in text_of(shown)
    assert "Verborgen" not in shown.content.decode()
    assert HourEntry.objects.get().volunteer_id == kept.pk  # looking takes nothing
    done = ada.post(MINE, {"code": code, "tun": "nehmen"}, follow=True)
    assert "Übernommen." in done.content.decode()
    assert HourEntry.objects.get().volunteer_id == world.ada_volunteer.pk
    assert "übernommen" in text_of(ada.get(MINE))
    again = ada.post(MINE, {"code": code})
    assert (again.status_code, "Dieser Code gilt nicht" in text_of(again)) == (400, True)
    takeover = Takeover.objects.get()
    mina.post(at("desk-claim", world.cafe, takeover.uuid), {"tun": "zurueck"})
    assert HourEntry.objects.get().volunteer_id == kept.pk


def test_question_is_answered_with_a_record(world: World) -> None:
    kept = factories.kept(world.cafe, "Ada", "B.")
    factories.hours(kept, world.talking)
    ada, omar = client_of(world.ada), client_of(world.omar)
    asked = ada.post(MINE, {"organisation": world.cafe.uuid, "name": "Ada Beispiel", "when": "Im März"}, follow=True)
    assert "wartet auf die Organisation" in text_of(asked)
    assert "Ada Beispiel" in text_of(omar.get(at("desk-claims", world.cafe)))
    takeover = Takeover.objects.get()
    page = at("desk-claim", world.cafe, takeover.uuid)
    assert "ein Eintrag" in text_of(omar.get(page))  # it shares a word with the name
    assert "Unter diesem Namen führen Sie niemanden" in text_of(omar.post(page, {"suche": "Zora"}))
    assert omar.post(page, {"person": world.ada_volunteer.uuid}).status_code == 400  # not theirs to give
    omar.post(page, {"person": kept.uuid})
    mine = f"{MINE}/{takeover.uuid}"
    assert "1 Eintrag" in text_of(ada.get(mine))
    assert HourEntry.objects.get().volunteer_id == kept.pk
    ada.post(mine, {"tun": "nehmen"})
    assert HourEntry.objects.get().volunteer_id == world.ada_volunteer.pk
    ada.post(mine, {"tun": "zurueckgeben"})
    assert HourEntry.objects.get().volunteer_id == kept.pk


def test_codes_are_not_to_be_guessed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CodeThrottle, "rate", "2/min", raising=False)
    kept = factories.kept(world.cafe)
    code = takeover_codes.code_of(claiming.hand_out(actor=world.omar, volunteer=kept, way="page"))
    ada = client_of(world.ada)
    answers = [text_of(ada.post(MINE, {"code": tried})) for tried in ("AAAA-AAAA-AAAA", "BBBB-BBBB-BBBB", code)]
    assert ["Zu viele Versuche" in answer for answer in answers] == [False, False, True]


def test_desk_merges_tells_apart_and_undoes(world: World) -> None:
    one, other = factories.kept(world.cafe, "Kefa"), factories.kept(world.cafe, "Kefa")
    third = factories.kept(world.cafe, "Kefa")
    factories.hours(one, world.talking)
    omar, page = client_of(world.omar), at("desk-doubles", world.cafe)
    assert text_of(omar.get(page)).count("Vergleichen") == 3
    omar.post(page, {"erste": one.uuid, "zweite": third.uuid})
    assert DistinctPair.objects.get().second == third
    assert text_of(omar.get(page)).count("Vergleichen") == 2
    pair = at("desk-merge", world.cafe, one.uuid, other.uuid)
    assert "Welcher Datensatz bleibt?" in text_of(omar.get(pair))
    assert not Merge.objects.exists()
    done = omar.post(pair, {"bleibt": other.uuid}, follow=True)
    assert "Zusammengeführt." in done.content.decode()
    assert HourEntry.objects.get().volunteer == other
    merge = Merge.objects.get()
    assert client_of(world.mallory).post(page, {"merge": merge.uuid}).status_code == 404
    omar.post(page, {"merge": merge.uuid})
    assert HourEntry.objects.get().volunteer == one


def test_desk_hands_out_a_code_where_one_has_an_account(world: World) -> None:
    world.hours()
    kept = factories.kept(world.cafe, "Ada", "Beispiel")
    omar = client_of(world.omar)
    pair = at("desk-merge", world.cafe, kept.uuid, world.ada_volunteer.uuid)
    assert "Code zur Übernahme ausgeben" in text_of(omar.get(pair))
    refused = omar.post(pair, {"bleibt": world.ada_volunteer.uuid}, follow=True)
    assert "Geben Sie ihr einen Code" in refused.content.decode()
    carla = client_of(world.carla)
    pair = f"/koordination/doppelte/{kept.uuid}/{world.ada_volunteer.uuid}"
    assert "Der Datensatz mit dem Konto bleibt" in text_of(carla.get(pair))
    carla.post(pair, {"bleibt": world.ada_volunteer.uuid})
    assert Volunteer.objects.get(pk=kept.pk).merged_into == world.ada_volunteer


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_however_many_rows(world: World, number: int, django_assert_num_queries: Queries) -> None:
    for index in range(number):
        for _twice in range(2):
            factories.hours(factories.kept(world.cafe, f"Kefa{index}"), world.talking, day=factories.DAY)
        asked = factories.user()
        claiming.ask(actor=asked, organisation=world.cafe, name="Kefa", way="page")
        claiming.hand_out(actor=world.omar, volunteer=factories.kept(world.cafe, f"X{index}"), way="page")
        Takeover.objects.create(
            organisation=world.cafe,
            claimant=world.ada,
            status="refused",
            begun_at=clock.now() - dt.timedelta(index),
            ended_at=clock.now(),
        )
    takeover = Takeover.objects.filter(status="asked").latest("pk")
    pages = [
        (world.omar, at("desk-claims", world.cafe), 7),
        (world.omar, at("desk-claim", world.cafe, takeover.uuid), 6),
        (world.omar, at("desk-doubles", world.cafe), 9),
        (world.carla, "/koordination/doppelte", 9),
        (world.ada, MINE, 5),
    ]
    for user, page, queries in pages:
        client = client_of(user)
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
