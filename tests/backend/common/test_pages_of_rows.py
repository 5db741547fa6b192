"""Keyset pages for people, files for spreadsheets, forms that are sent twice."""

from typing import Any

import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from backend.common.errors import Invalid
from backend.common.idempotency import once_from_form
from backend.common.keysets import page_of
from backend.common.models import IdempotencyRecord
from backend.common.spreadsheets import csv_download, harmless, unharmed
from tests.cast import World, make_user
from volunteers.models import User


@pytest.fixture
def people(db: None) -> list[User]:
    """Five accounts, the newest first."""
    return [make_user(f"konto{number}@example.org", "") for number in range(5)][::-1]


def test_pages_follow_each_other_without_gap_or_double(people: list[User]) -> None:
    query, seen = QueryDict("status=x"), []
    for _ in range(3):
        page = page_of(User.objects.all(), query, 2)
        seen.append([one.pk for one in page.rows])
        query = QueryDict(page.older.removeprefix("?"))
    keys = [one.pk for one in people]
    assert seen == [keys[:2], keys[2:4], keys[4:]]
    assert (page.older, page.newest) == ("", "?status=x")


def test_page_that_is_just_full_has_none_after_it(people: list[User]) -> None:
    assert page_of(User.objects.all(), QueryDict(""), 5).older == ""


@pytest.mark.parametrize("key", ["x", "-1", "9" * 19, ""])
def test_page_of_a_key_that_is_none_is_the_first(people: list[User], key: str) -> None:
    page = page_of(User.objects.all(), QueryDict(f"vor={key}"), 2)
    assert ([one.pk for one in page.rows], page.newest) == ([one.pk for one in people[:2]], "")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "''="])
def test_words_that_a_spreadsheet_would_compute_become_text_and_lead_back(begin: str) -> None:
    assert harmless(f"{begin}HYPERLINK()") == f"'{begin}HYPERLINK()"
    assert unharmed(harmless(f"{begin}HYPERLINK()")) == f"{begin}HYPERLINK()"
    assert [unharmed(harmless(text)) for text in ("'Abd", "''", "'", "")] == ["'Abd", "''", "'", ""]
    assert (harmless("Sprachcafé =1"), harmless(-5), harmless("")) == ("Sprachcafé =1", "-5", "")


def test_file_opens_in_german_spreadsheets() -> None:
    answer = csv_download("bericht", [["Name", "Minuten"], ['Ort; "hier"', 5]])
    assert answer.content == b'\xef\xbb\xbfName;Minuten\r\n"Ort; ""hier""";5\r\n'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", "private, no-store")


class Work:
    """Work that counts itself, and fails when told to."""

    done = 0
    failing = False

    def __call__(self) -> str:
        self.done += 1
        make_user(f"werk{self.done}@example.org", "")
        if self.failing:
            raise Invalid("Nein")
        return f"/werk/{self.done}"


def sent(user: User, **fields: Any) -> HttpRequest:
    """A form of that user's, sent."""
    request = RequestFactory().post("/seite", fields)
    request.user = user
    return request


def test_form_sent_twice_is_done_once_and_leads_to_the_same_place(world: World) -> None:
    work = Work()
    form = {"once": "a", "title": "Danke", "csrfmiddlewaretoken": "1"}
    places = [once_from_form(sent(world.carla, **form | {"csrfmiddlewaretoken": token}), work) for token in "12"]
    assert (places, work.done) == (["/werk/1", "/werk/1"], 1)


@pytest.mark.parametrize("changes", [{"once": "b"}, {"title": "Danke!"}])
def test_another_form_is_other_work(world: World, changes: dict[str, str]) -> None:
    work, form = Work(), {"once": "a", "title": "Danke"}
    assert [once_from_form(sent(world.carla, **form | more), work) for more in ({}, changes)] == ["/werk/1", "/werk/2"]


def test_form_of_somebody_else_is_other_work(world: World) -> None:
    work = Work()
    assert [once_from_form(sent(user, once="a"), work) for user in (world.carla, world.omar)] == ["/werk/1", "/werk/2"]


def test_form_whose_work_failed_may_be_sent_again(world: World) -> None:
    work = Work()
    work.failing = True
    with pytest.raises(Invalid):
        once_from_form(sent(world.carla, once="a"), work)
    assert not IdempotencyRecord.objects.exists()
    work.failing = False
    assert once_from_form(sent(world.carla, once="a"), work) == "/werk/2"
