"""Sign-in sheets by program: from the wish to the entries."""

import datetime as dt
from collections.abc import Callable

from rest_framework.test import APIClient

from tests.cast import World
from tests.certificates.press.samples import pages_by_mupdf
from tests.volunteers.test_sheets import kept
from volunteers.models import HourEntry, User

AsUser = Callable[[User | None], APIClient]
DAYS = ["2026-05-04", "2026-05-11"]
API = "/api/v1/sign-in-sheets"


def test_sheet_is_made_printed_typed_in_and_closed(world: World, as_user: AsUser) -> None:
    olga, omar = kept(world, "Olga Ohnekonto"), as_user(world.omar)
    wish = {
        "activity": str(world.talking.uuid),
        "form": "days",
        "days": DAYS,
        "volunteers": [str(olga.uuid)],
        "blank_rows": 1,
        "language": "uk",
    }
    sheet = omar.post(API, wish, headers={"Idempotency-Key": "eins"}).json()
    assert sheet == omar.post(API, wish, headers={"Idempotency-Key": "eins"}).json()
    assert {name: sheet[name] for name in ("form", "days", "language", "status", "entry_count")} == {
        "form": "days",
        "days": DAYS,
        "language": "uk",
        "status": "open",
        "entry_count": 0,
    }
    here = f"{API}/{sheet['uuid']}"
    assert sheet["code"] in pages_by_mupdf(omar.get(f"{here}/pdf").content)[0]
    printed, blank = omar.get(f"{here}/rows").json()["rows"]
    assert (printed["volunteer"], printed["volunteer_name"], printed["printed"]) == (
        str(olga.uuid),
        "Olga Ohnekonto",
        True,
    )
    lines = [
        {"row": printed["code"], "day": DAYS[0], "minutes": 90},
        {"row": f" {blank['code'].lower()}", "day": DAYS[0], "minutes": 60, "name": "Petro Neu", "may_be_new": True},
        {"row": blank["code"], "day": DAYS[1], "minutes": 30, "volunteer": str(olga.uuid)},
        {"row": blank["code"], "day": "2026-05-12", "minutes": 30},
    ]
    told = omar.post(f"{here}/type-in", {"lines": lines}).json()
    entries = list(HourEntry.objects.order_by("pk"))
    assert told["new"] == 2
    assert [(one["row"], one["entry"], one["status"], one["code"]) for one in told["results"]] == [
        (printed["code"], str(entries[0].uuid), "submitted", ""),
        (blank["code"], str(entries[1].uuid), "submitted", ""),
        (blank["code"], None, None, "row_of_somebody_else"),
        (blank["code"], None, None, "day_not_on_sheet"),
    ]
    again = omar.post(f"{here}/type-in", {"lines": lines[:2]}).json()
    assert [(one["new"], one["entry"]) for one in again["results"]] == [(False, str(one.uuid)) for one in entries]
    assert omar.get(f"{here}/rows").json()["rows"][1]["entries"] == [
        {"uuid": str(entries[1].uuid), "day": DAYS[0], "minutes": 60, "status": "submitted"}
    ]
    assert entries[0].day == dt.date.fromisoformat(DAYS[0])
    closed = omar.post(f"{here}/close").json()
    assert (closed["status"], closed["entry_count"]) == ("closed", 2)
