"""The paper of a sign-in sheet, from the desk and by program."""

import datetime as dt
import re

from django.conf import settings

from certificates.press.sheet_words import words_beside
from certificates.services import sign_in_sheets
from tests.cast import World
from tests.certificates.press.samples import pages_by_mupdf
from tests.volunteers.test_sheets import DAY, kept, make, rows
from tests.volunteers.web.desks import at, client_of
from volunteers.models import Volunteer
from volunteers.services import sheets
from volunteers.services.sheets import Line


def test_paper_has_printed_names_codes_and_the_way_back_and_stays_the_same(world: World) -> None:
    sheet = make(world, volunteers=[kept(world, "Олена Шевченко"), kept(world, "Olga Ohnekonto")], language="ar")
    codes = [row.code for row in rows(sheet)]
    client, here = client_of(world.omar), at("desk-sheet-pdf", world.cafe, sheet.uuid)
    answer = client.get(here)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="Liste-{sheet.code}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    (page,) = pages_by_mupdf(answer.content)
    assert [code for code in codes if not re.search(rf"\b{code}\b", page)] == []
    assert "Olga Ohnekonto" in page
    assert f"{DAY.year}" in page
    # Who signed in a blank row is known once it is typed in; the paper that hangs there does not change by that.
    sheets.type_line(actor=world.omar, sheet=sheet, line=Line(codes[2], 60, name="Petro Neu", may_be_new=True))
    assert client.get("/ar" + here).content == answer.content
    Volunteer.objects.filter(name="Olga Ohnekonto").update(name="Olha Ohnekonto")
    assert "Olha Ohnekonto" in pages_by_mupdf(client.get(here).content)[0]


def test_code_leads_to_the_page_where_it_is_typed_in(world: World) -> None:
    sheet = make(world)
    address = sign_in_sheets.address_of(sheet)
    path = address.removeprefix(settings.PUBLIC_URL)
    assert path == f"/stelle/{world.cafe.uuid}/listen/{sheet.uuid}"
    assert client_of(world.omar).get(path).status_code == 200
    assert client_of(world.ada).get(path).status_code == 404


def test_sheet_over_pages_says_its_number_on_each(world: World) -> None:
    sheet = make(world, form="own_days", days=[], blank_rows=60)
    pages = pages_by_mupdf(client_of(world.omar).get(at("desk-sheet-pdf", world.cafe, sheet.uuid)).content)
    assert [f"Liste {sheet.code}" in page for page in pages] == [True, True, True]


def test_name_that_cannot_be_printed_is_said_in_a_sentence(world: World) -> None:
    sheet = make(world, volunteers=[kept(world, "Olga \U0001f600")], days=[DAY + dt.timedelta(days=1)])
    answer = client_of(world.omar).get(at("desk-sheet-pdf", world.cafe, sheet.uuid))
    assert answer.status_code == 400
    assert "kann nicht gedruckt werden" in answer.content.decode()


def test_every_language_of_the_pages_can_stand_beside_the_german() -> None:
    assert [code for code, _name in settings.LANGUAGES[1:] if words_beside(code) is None] == []
