"""*Unterschriftenlisten* at the desk: make one, find it by its code, type it in, end it."""

import datetime as dt
import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from backend.common import clock
from tests.cast import World
from tests.volunteers.test_sheets import DAY, TODAY, kept, make, rows
from tests.volunteers.web.desks import at, client_of, text_of
from volunteers.models import HourEntry, SheetForm, SignInSheet, Volunteer
from volunteers.services import confirming, sheets
from volunteers.services.sheets import Line

Queries = Callable[[int], Any]


def post(world: World, sheet: SignInSheet, **fields: Any) -> Any:
    return client_of(world.omar).post(at("desk-sheet", world.cafe, sheet.uuid), fields, follow=True)


def field(response: Any, name: str) -> str | None:
    """What stands in an input of the page; None where there is no such input."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', response.content.decode())
    value = re.search(r' value="([^"]*)"', found[0]) if found else None
    return html.unescape(value[1]) if value else "" if found else None


def plan(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "activity": str(world.talking.uuid),
        "form": "days",
        "day_0": DAY.isoformat(),
        "blank_rows": "2",
        "language": "",
    } | changes


def test_sheet_is_made_and_made_again_like_it(world: World) -> None:
    olga = kept(world, "Olga Ohnekonto")
    client, new = client_of(world.omar), at("desk-sheet-new", world.cafe)
    assert "Olga Ohnekonto" in text_of(client.get(new))
    later = DAY + dt.timedelta(days=7)
    answer = client.post(new, plan(world, people=[str(olga.uuid)], day_3=later.isoformat(), language="uk"), follow=True)
    sheet = SignInSheet.objects.get()
    assert (sheet.days, sheet.language, sheet.form) == ([DAY.isoformat(), later.isoformat()], "uk", "days")
    assert [row.volunteer for row in rows(sheet)] == [olga, None, None]
    assert f"Liste {sheet.code}: Sprechrunde" in text_of(answer)
    again = client.get(new, {"wie": str(sheet.uuid)}).content.decode()
    assert f'value="{olga.uuid}"' in again
    assert len(re.findall(r"<input[^>]*type=\"checkbox\"[^>]* checked", again)) == 1
    assert '<option value="uk" selected>' in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day_0": ""}, "Bitte geben Sie 1 bis 7 Tage an"),
        ({"blank_rows": "0"}, "Eine Liste hat 1 bis 120 Zeilen."),
        ({"blank_rows": "500"}, "120"),
        ({"people": ["00000000-0000-4000-8000-000000000000"]}, "ist keine gültige Auswahl"),
    ],
)
def test_refused_sheet_comes_back_filled(changes: dict[str, Any], sentence: str, world: World) -> None:
    answer = client_of(world.omar).post(at("desk-sheet-new", world.cafe), plan(world, **changes))
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert field(answer, "blank_rows") == changes.get("blank_rows", "2")
    assert not SignInSheet.objects.exists()


def test_code_on_the_paper_leads_to_its_sheet(world: World) -> None:
    sheet = make(world)
    client, here = client_of(world.omar), at("desk-sheets", world.cafe)
    typed = f" {sheet.code[:3].lower()}-{sheet.code[3:]}"
    answer = client.get(here, {"code": typed})
    assert answer.headers["Location"] == at("desk-sheet", world.cafe, sheet.uuid)
    wrong = ("2" if sheet.code[0] != "2" else "3") + sheet.code[1:]
    assert "In diesem Code ist ein Tippfehler." in text_of(client.get(here, {"code": wrong}))
    sheet.delete()
    assert "Diese Liste gibt es bei Ihnen nicht." in text_of(client.get(here, {"code": sheet.code}))


def test_rows_are_saved_in_parts_and_what_was_refused_stays_as_typed(world: World) -> None:
    olga = kept(world, "Olga Ohnekonto")
    sheet = make(world, volunteers=[olga])
    one, two, three, four = (row.code for row in rows(sheet))
    answer = post(
        world,
        sheet,
        **{
            f"dauer-{one}-0": "17:00-18:30",
            f"bemerkung-{one}": " Re\0gen ",
            f"name-{two}": "Petro Neu",
            f"neu-{two}": "on",
            f"dauer-{two}-0": "1,5",
            f"name-{three}": "Ganz Unbekannt",
            f"dauer-{three}-0": "13",
            f"name-{four}": "Ganz Unbekannt",
            f"dauer-{four}-0": "1:00",
        },
    )
    said = text_of(answer)
    assert answer.status_code == 400
    assert "2 Angaben passen noch nicht, alles andere ist gespeichert" in said
    assert f"{three}, {DAY:%d.%m.}: Bitte schreiben Sie die Dauer wie 1:30, 1,5, 90 min oder 17:00-18:30." in said
    assert f"{four}: Diesen Namen kennen wir hier nicht." in said
    assert "2 Einträge gespeichert." in answer.content.decode()
    entries = HourEntry.objects.order_by("pk").values_list("volunteer__name", "minutes", "note", "way", "day")
    assert list(entries) == [
        ("Olga Ohnekonto", 90, "Regen", "sheet", DAY),
        ("Petro Neu", 90, "", "sheet", DAY),
    ]
    assert field(answer, f"dauer-{one}-0") is None
    assert field(answer, f"dauer-{three}-0") == "13"
    assert field(answer, f"name-{four}") == "Ganz Unbekannt"
    again = post(world, sheet, **{f"name-{four}": "Ganz Unbekannt", f"neu-{four}": "on", f"dauer-{four}-0": "1:00"})
    assert again.redirect_chain
    assert HourEntry.objects.count() == 3


def test_same_form_sent_twice_is_one_entry_and_an_old_one_overwrites_nothing(world: World) -> None:
    sheet = make(world, volunteers=[kept(world, "Olga Ohnekonto")])
    code = rows(sheet)[0].code
    for _time in range(2):
        assert post(world, sheet, **{f"dauer-{code}-0": "1:30"}).status_code == 200
    stale = post(world, sheet, **{f"dauer-{code}-0": "2:00"})
    assert "Diese Zeile ist schon eingetragen." in text_of(stale)
    assert field(stale, f"dauer-{code}-0") == "2:00"
    assert HourEntry.objects.get().minutes == 90


def test_day_above_the_sheet_is_typed_once_and_remembered(world: World) -> None:
    sheet = make(world, form=SheetForm.ONE_DAY, days=[])
    one, two, _three = (row.code for row in rows(sheet))
    first = {f"name-{one}": "Petro Neu", f"neu-{one}": "on", f"dauer-{one}-0": "2"}
    refused = post(world, sheet, **first)
    assert "Bitte geben Sie den Tag an." in text_of(refused)
    assert field(refused, f"dauer-{one}-0") == "2"
    future = post(world, sheet, **first, tag=(TODAY + dt.timedelta(days=1)).isoformat())
    assert "Der Tag liegt in der Zukunft." in text_of(future)
    answer = post(world, sheet, **first, tag=DAY.isoformat())
    assert field(answer, "tag") == DAY.isoformat()
    assert HourEntry.objects.get().day == DAY
    post(world, sheet, **{f"name-{two}": "Petro Neu", f"dauer-{two}-0": "1", "tag": DAY.isoformat()})
    assert HourEntry.objects.total_minutes() == 180


def test_each_row_has_its_own_day_where_the_paper_says_so(world: World) -> None:
    sheet = make(world, form=SheetForm.OWN_DAYS, days=[])
    one, two, three = (row.code for row in rows(sheet))
    answer = post(
        world,
        sheet,
        **{
            f"name-{one}": "Petro Neu", f"neu-{one}": "on", f"dauer-{one}-0": "2", f"tag-{one}": DAY.isoformat(),
            f"name-{two}": "Petro Neu", f"dauer-{two}-0": "2", f"tag-{two}": "31.02.2026",
            f"name-{three}": "Petro Neu", f"tag-{three}": DAY.isoformat(),
        },
    )  # fmt: skip
    assert f"{two}: Das ist kein Datum." in text_of(answer)
    assert f"{three}: Für diese Zeile fehlt noch eine Dauer." in text_of(answer)
    assert [entry.day for entry in HourEntry.objects.all()] == [DAY]


def test_several_days_of_a_row_are_entries_of_one_person(world: World) -> None:
    days = [DAY, DAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=2)]
    sheet = make(world, days=days)
    code = rows(sheet)[0].code
    fields = {f"name-{code}": "Petro Neu", f"neu-{code}": "on", f"dauer-{code}-0": "2", f"dauer-{code}-1": "1"}
    answer = post(world, sheet, **fields)
    assert field(answer, f"dauer-{code}-2") is None  # not before that day
    entries = HourEntry.objects.order_by("day")
    assert [(entry.volunteer.name, entry.day, entry.minutes) for entry in entries] == [
        ("Petro Neu", days[0], 120),
        ("Petro Neu", days[1], 60),
    ]


def test_namesakes_are_told_apart(world: World) -> None:
    first, second = kept(world, "Olga Ohnekonto"), kept(world, "Olga Ohnekonto")
    sheet = make(world)
    code = rows(sheet)[0].code
    fields = {f"name-{code}": "olga ohnekonto", f"dauer-{code}-0": "1"}
    answer = post(world, sheet, **fields)
    assert "Bitte wählen Sie, wen Sie meinen." in text_of(answer)
    for one in (first, second):
        assert f'<option value="{one.uuid}">' in answer.content.decode()
    post(world, sheet, **fields, **{f"person-{code}": str(second.uuid)})
    assert HourEntry.objects.get().volunteer == second


def test_declined_row_shows_why_and_is_sent_again_by_typing_it(world: World) -> None:
    sheet = make(world, volunteers=[kept(world, "Olga Ohnekonto")])
    code = rows(sheet)[0].code
    entry, _new = sheets.type_line(actor=world.omar, sheet=sheet, line=Line(code, 600))
    confirming.decline(actor=world.mina, entry=entry, reason="Zu lang", way="page")
    page = client_of(world.omar).get(at("desk-sheet", world.cafe, sheet.uuid))
    assert "abgelehnt: Zu lang" in text_of(page)
    again = f"wieder-dauer-{code}-0"
    assert field(page, again) == "1"
    post(world, sheet, **{f"dauer-{code}-0": "1:00", again: "1"})
    entry.refresh_from_db()
    assert (entry.status, entry.minutes) == ("submitted", 60)


def test_code_of_a_row_leads_to_it_and_keeps_what_is_typed(world: World) -> None:
    sheet = make(world)
    one, two, _three = (row.code for row in rows(sheet))
    fields = {f"name-{one}": "Petro Neu", f"dauer-{one}-0": "2", "tun": "springen"}
    answer = post(world, sheet, **fields, zeile=two.lower())
    assert field(answer, f"name-{one}") == "Petro Neu"
    assert re.search(rf'name="name-{two}"[^>]* autofocus', answer.content.decode())
    wrong = post(world, sheet, **fields, zeile=two[:2] + ("2" if two[2] != "2" else "3"))
    assert "Es ist ein Tippfehler darin" in text_of(wrong)
    assert not HourEntry.objects.exists()


def test_sheet_is_closed_opened_and_discarded_at_the_desk(world: World) -> None:
    sheet = make(world)
    client, stand = client_of(world.omar), at("desk-sheet-status", world.cafe, sheet.uuid)
    assert "Abgeschlossen." in client.post(stand, {"tun": "abschliessen"}, follow=True).content.decode()
    assert "nicht mehr offen" in post(world, sheet, zeile="").content.decode()
    assert "Wieder offen." in client.post(stand, {"tun": "oeffnen"}, follow=True).content.decode()
    gone = client.post(stand, {"tun": "verwerfen"}, follow=True)
    assert "Noch gibt es keine Liste." in text_of(gone)
    assert "Diese Liste ist verworfen." in text_of(client.get(at("desk-sheet", world.cafe, sheet.uuid)))


def test_sheet_of_another_organisation_does_not_exist(world: World) -> None:
    sheet = make(world)
    mallory = client_of(world.mallory)
    for key in (sheet.uuid, uuid.uuid4()):
        for name in ("desk-sheet", "desk-sheet-status", "desk-sheet-pdf"):
            assert mallory.post(at(name, world.club, key), {"tun": "abschliessen"}).status_code in {404, 405}
            assert mallory.get(at(name, world.club, key)).status_code in {404, 405}
    sheet.refresh_from_db()
    assert sheet.status == "open"


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_for_one_row_and_three(
    number: int, world: World, django_assert_num_queries: Queries
) -> None:
    people = [kept(world, f"Person {one}") for one in range(number)]
    for _sheet in range(number):
        sheet = make(world, volunteers=people)
    for row in rows(sheet)[:number]:
        sheets.type_line(actor=world.omar, sheet=sheet, line=Line(row.code, 60))
    client = client_of(world.omar)
    with django_assert_num_queries(6):
        client.get(at("desk-sheets", world.cafe))
    with django_assert_num_queries(8):
        client.get(at("desk-sheet", world.cafe, sheet.uuid))
    with django_assert_num_queries(6):
        client.get(at("desk-sheet-new", world.cafe))


def test_nobody_helps_before_today(world: World) -> None:
    """The bounds of the ledger hold at this door too."""
    sheet = make(world, volunteers=[kept(world, "Olga Ohnekonto")], days=[clock.today() + dt.timedelta(days=3)])
    code = rows(sheet)[0].code
    answer = post(world, sheet, **{f"dauer-{code}-0": "2"})
    assert "Der Tag liegt in der Zukunft." in text_of(answer)
    assert Volunteer.objects.filter(hours__isnull=False).count() == 0
