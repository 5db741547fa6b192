"""Files of what a role sees: everything of it, nothing else, and no cell that computes."""

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from backend.common.errors import Conflict, Forbidden, Invalid, NotFound
from backend.common.spreadsheets import unharmed
from tests import factories
from tests.backend.stage import Stage, secrets_of
from tests.volunteers.exported import everything
from volunteers.imports.reading import open_table
from volunteers.models import (
    Activity,
    DataExport,
    ExportForm,
    HourEntry,
    Mail,
    Membership,
    OrganisationMonth,
    ProtocolEvent,
    Role,
    Volunteer,
)
from volunteers.models.privacy import EXPORT_OPEN
from volunteers.services import correcting, erasing, exporting, exports, mailing
from volunteers.services.export_archive import Wish
from volunteers.services.export_forms import headings
from volunteers.services.protocol import Act, note

pytestmark = pytest.mark.usefixtures("staged")

AsUser = Callable[..., APIClient]
PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'=", "''@", "'", "''", '"=', "1;=", ""]
NAMES = ["Müller", "Олена", "محمد", "زهرا", "አበበ", "ელენე", "陈伟"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


# --- cells ---


def test_cells_compute_nothing_and_read_back_as_they_were(stage: Stage) -> None:
    world = stage.world
    names = [f"{prefix}{name}" for prefix in PREFIXES for name in NAMES]
    Volunteer.objects.bulk_create(Volunteer(kept_by=world.cafe, name=name) for name in names)
    HourEntry.objects.filter(pk=stage.waiting.pk).update(note="-2+3 cmd|' /C calc'!A0", minutes=45)
    found = everything(world.mina, world.cafe)
    written = [row["name"] for row in found.plain("volunteers")]
    assert [row["Name"] for row in found.excel("Leute")] == written
    known = {"Ada Beispiel", "Olga Ohnekonto", "Petro Ohnekonto"}
    assert sorted(map(unharmed, written)) == sorted([*names, *known])
    assert sorted(row["name"] for row in found.json("volunteers")) == sorted([*names, *known])
    for kind in found.kinds():
        for row in found.plain(kind):
            wrong = [cell for cell in row.values() if cell and cell[0] in "=+-@\t\r\n＝" and not cell[1:].isdigit()]
            assert wrong == [], kind
    minutes = {row["Minuten"] for row in found.excel("Korrekturen")}
    assert (minutes, {row["minutes"] for row in found.plain("corrections")}) == ({"-30", "15"}, {"-30", "15"})


def test_table_of_hours_is_read_by_our_own_import(stage: Stage) -> None:
    """Names, notes, days and minutes, under the headings that the import knows."""
    HourEntry.objects.filter(pk=stage.waiting.pk).update(note="+49 170 1234")
    Volunteer.objects.filter(pk=stage.olga.pk).update(name="=Ольга")
    found = everything(stage.world.mina, stage.world.cafe)
    with open_table(io.BytesIO(found.files["excel/Stunden.csv"]), {}) as table:
        rows = [cells for _line, cells in table.rows]
        heads = list(table.layout.header)
        recognised = {str(column): heads[place] for column, place in table.layout.places.items()}
    assert recognised == {
        "name": "Name",
        "date": "Datum",
        "activity": "Tätigkeit",
        "minutes": "Minuten",
        "note": "Bemerkung",
        "field": "Handlungsfeld",
    }
    entries = HourEntry.objects.filter(organisation=stage.world.cafe).order_by("pk")
    told = [(row[heads.index("Name")], row[heads.index("Bemerkung")], row[heads.index("Minuten")]) for row in rows]
    assert told == [(one.volunteer.name, one.note, str(one.minutes)) for one in entries.select_related("volunteer")]


def test_headings_of_a_table_differ_and_days_are_german(stage: Stage) -> None:
    for kind in exports._KINDS.values():
        for form in (ExportForm.EXCEL, ExportForm.CSV):
            heads = headings(kind, form)
            assert len(set(heads)) == len(heads), kind.code
    row = next(row for row in everything(stage.world.mina, stage.world.cafe).excel("Stunden") if row["Bemerkung"])
    assert (row["Datum"], row["Stand"], row["Gezählte Minuten"], row["Gezählte Stunden"]) == (
        "01.03.2026",
        "bestätigt",
        "90",
        "1,50",
    )


# --- what is in it ---

# Of these the API also shows others than those of one organisation, or says more than the organisation may take along.
OF_THE_PLACE = {
    "organisations",
    "activities",
    "months",
    "protocol-events",
    "consents",
    "guardian-consents",
    "contact-addresses",
    "confirmation-links",
    "cards",
}


@pytest.mark.parametrize("who", ["mina", "carla"])
def test_rows_are_those_of_the_api_in_the_same_names(stage: Stage, as_user: AsUser, who: str) -> None:
    world = stage.world
    found = everything(getattr(world, who), world.cafe if who == "mina" else None)
    left_out = OF_THE_PLACE if who == "mina" else set()
    user = getattr(world, who)
    kinds = {kind.code: kind for kind in exports.kinds_of(exports.role_of(user, world.cafe if who == "mina" else None))}
    assert found.kinds() == set(kinds)
    for code in sorted(set(kinds) - left_out):
        beyond = {column.name for column in kinds[code].columns if column.beyond}
        rows = [{name: row[name] for name in row if name not in beyond} for row in found.json(code)]
        listed = as_user(user).get(f"/api/v1/{code}", {"page_size": 200}).json()["results"]
        newest = [row for row in reversed(listed) if row.get("act") != "data_exported"]
        assert rows == newest, code


def test_kinds_of_each_role(stage: Stage) -> None:
    world = stage.world

    def codes(user: Any, place: Any) -> set[str]:
        return {kind.code for kind in exports.kinds_of(exports.role_of(user, place))}

    of_managers = {"memberships", "protocol-events", "consents", "guardian-consents", "confirmation-links"}
    assert codes(world.mina, world.cafe) - codes(world.omar, world.cafe) == of_managers
    assert codes(world.carla, None) - codes(world.mina, world.cafe) == {
        "certificates",
        "certificate-events",
        "campaigns",
        "issuers",
        "templates",
        "template-versions",
        "recognition-lists",
        "programmes",
        "programme-rules",
        "reached",
        "coordinator-scopes",
        "district-hidings",
    }


def test_others_take_nothing_of_the_cafe_along(stage: Stage) -> None:
    """Mallory manages a club; Dora coordinates a district in which nothing happens."""
    secrets = secrets_of(stage)
    _noted(stage.world.mallory_volunteer, stage.world.football, "Torwart")
    club = everything(stage.world.mallory, stage.world.club).text()
    assert "Torwart" in club
    assert [secret for secret in secrets if secret in club] == []
    empty = everything(stage.dora)
    # Dora is who asked; Carla stands under certificates, and coordinators see issuers.
    own = {stage.dora.email, str(stage.dora.uuid), str(stage.scope.uuid), "Carla Beispiel"}
    assert [secret for secret in secrets - own if secret in empty.text()] == []


def test_manager_takes_no_addresses_of_others_no_secrets_and_no_reasons_of_coordinators(stage: Stage) -> None:
    world = stage.world
    _noted(world.ada_volunteer, world.football, "beim Sport")
    Volunteer.objects.filter(pk=stage.olga.pk).update(email="olga@example.net")
    for actor, words in ((world.carla, "vertraulich"), (world.omar, "vereinbart")):
        note(act=Act.ACTIVITY_CHANGED, actor=actor, organisation=world.cafe, reason=words)
    found = everything(world.mina, world.cafe)
    text = found.text()
    absent = ["beim Sport", "ada@example.org", "Drohbriefe", "vertraulich", "lena@example.net", "erika@example.org"]
    absent += [stage.link.token_digest, str(stage.consent.uuid), stage.certificate.code]
    assert [word for word in absent if word in text] == []
    assert [word for word in ("olga@example.net", "leitung@example.net", "vereinbart") if word not in text] == []
    assert {row["name"]: row["email"] for row in found.json("volunteers")} == {
        "Ada Beispiel": "",
        "Olga Ohnekonto": "olga@example.net",
        "Petro Ohnekonto": "",
    }
    assert [row["volunteer"] for row in found.json("consents")] != []
    assert str(world.ada_volunteer.uuid) not in json.dumps(found.json("consents"))


def _noted(person: Volunteer, activity: Activity, words: str) -> None:
    HourEntry.objects.filter(pk=factories.hours(person, activity).pk).update(note=words)


def test_counted_minutes_of_the_file_are_the_totals(stage: Stage) -> None:
    world = stage.world
    correcting.agree(actor=world.omar, correction=stage.correction, way="api")
    factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2025, 12, 31), minutes=100)
    found = everything(world.mina, world.cafe)
    hours = [row for row in found.json("hours") if row["status"] == "confirmed"]
    total = sum(row["counted"] for row in hours)
    assert total == world.cafe.hours.confirmed().total_minutes() == 90 - 30 + 60 + 60 + 100
    assert sum(row["minutes"] for row in hours) == total + 30
    months = OrganisationMonth.objects.filter(organisation=world.cafe).aggregate(Sum("minutes"))["minutes__sum"]
    assert sum(row["minutes"] for row in found.json("months")) == months
    year = everything(world.mina, world.cafe, start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))
    assert sum(row["counted"] for row in year.json("hours") if row["status"] == "confirmed") == total - 100
    assert len(year.json("corrections")) == 2
    last = everything(world.mina, world.cafe, start=dt.date(2025, 12, 31), end=dt.date(2025, 12, 31))
    assert ([row["day"] for row in last.json("hours")], last.json("corrections")) == (["2025-12-31"], [])
    assert len(last.json("volunteers")) == 3  # a register is what it is


def test_archive_explains_itself(stage: Stage) -> None:
    found = everything(stage.world.mina, stage.world.cafe)
    package = json.loads(found.files["datapackage.json"])
    for resource in package["resources"]:
        first = found.files[resource["path"]].split(b"\r\n")[0].decode()
        assert first == ",".join(field["name"] for field in resource["schema"]["fields"])
        assert resource["rows"] == len(found.json(resource["name"]))
    guide = found.files["LIESMICH.txt"].decode("utf-8-sig")
    assert guide.startswith("LIESMICH\r\n\r\nDaten aus Dankwerk: Sprachcafé\r\n")
    role = exports.role_of(stage.world.mina, stage.world.cafe)
    heads = {column.heading for kind in exports.kinds_of(role) for column in kind.columns}
    assert [heading for heading in heads if f"  {heading} (" not in guide] == []


# --- how it is read ---


def test_questions_do_not_grow_with_rows_and_pieces_follow_without_gap(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = stage.world
    with CaptureQueriesContext(connection) as few:
        everything(world.mina, world.cafe)
    for day in range(1, 9):
        factories.hours(world.ada_volunteer, world.talking, day=dt.date(2026, 5, day))
    with CaptureQueriesContext(connection) as more:
        found = everything(world.mina, world.cafe)
    assert len(more) == len(few)
    monkeypatch.setattr(exports, "AT_A_TIME", 3)
    again = everything(world.mina, world.cafe)
    assert again.json("hours") == found.json("hours")
    assert [row["uuid"] for row in again.json("hours")] == [
        str(key) for key in world.cafe.hours.order_by("pk").values_list("uuid", flat=True)
    ]


def test_counting_for_the_page_is_one_question(stage: Stage, django_assert_num_queries: Callable[[int], Any]) -> None:
    role = exports.role_of(stage.world.carla, None)
    kinds = exports.kinds_of(role)
    with django_assert_num_queries(1):
        numbers = exports.counts(role, kinds, None, None)
    found = everything(stage.world.carla)
    assert {code: len(found.json(code)) for code in numbers} == numbers


# --- whose it is ---


def test_file_is_noted_with_numbers_and_its_owner_gets_a_mail(stage: Stage) -> None:
    world = stage.world
    found = everything(world.mina, world.cafe)
    event = ProtocolEvent.objects.get(act="data_exported")
    assert (event.actor, event.organisation, event.subject) == (world.mina, world.cafe, found.copy.uuid)
    assert (event.detail["form"], event.detail["rows"], "hours:5" in event.detail["kinds"]) == (
        "zip",
        found.copy.rows,
        True,
    )
    mail = Mail.objects.get(kind=exporting.MAIL)
    facts: Any = exporting.facts(mail)
    assert (mail.recipient, facts["organisation"], facts["rows"]) == ("mina@example.org", "Sprachcafé", found.copy.rows)
    assert facts["page"].endswith(f"/stelle/{world.cafe.uuid}/daten")
    body = str(getattr(mailing.message_of(mail.pk), "body", ""))
    assert f"die Daten von Sprachcafé sind zusammengestellt: {found.copy.rows} Zeilen." in body
    assert facts["page"] in body


def test_one_file_is_under_way_and_the_same_again_is_that_one(stage: Stage) -> None:
    role = exports.role_of(stage.world.mina, stage.world.cafe)
    hours = tuple(kind for kind in exports.kinds_of(role) if kind.code == "hours")
    wish = Wish(role, hours, ExportForm.CSV)
    first = exporting.request_of_role(wish=wish)
    assert exporting.request_of_role(wish=wish) == first
    with pytest.raises(Conflict, match="andere Datei"):
        exporting.request_of_role(wish=Wish(role, hours, ExportForm.JSON))
    with pytest.raises(Invalid) as nothing:
        exporting.request_of_role(wish=Wish(role, (), ExportForm.CSV))
    assert nothing.value.code == "no_kinds"
    exporting.request(user=stage.world.mina)  # a copy of one's own is another matter
    assert DataExport.objects.filter(user=stage.world.mina, status__in=EXPORT_OPEN).count() == 2


def test_work_stops_where_the_lease_is_gone(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    role = exports.role_of(stage.world.mina, stage.world.cafe)
    copy = exporting.request_of_role(wish=Wish(role, tuple(exports.kinds_of(role)), ExportForm.ZIP))
    monkeypatch.setattr(exporting, "TOLD_EVERY", 2)
    claimed = exporting.claim()
    assert claimed is not None
    DataExport.objects.filter(pk=copy.pk).update(lease_token=copy.uuid)  # another worker has it
    with CaptureQueriesContext(connection) as asked:
        assert exporting.build(claimed) is False
    assert len(asked) < len(exports.kinds_of(role))  # not to the end
    assert list((tmp_path / "exports").iterdir()) == []


def test_who_lost_the_role_gets_neither_file_nor_rows(stage: Stage) -> None:
    world = stage.world
    ready = everything(world.mina, world.cafe).copy
    own: dict[str, Any] = {"user": world.mina, "key": ready.uuid}
    assert exporting.find_of_role(**own)[0] == ready
    with pytest.raises(NotFound):
        exporting.find_of_role(user=world.omar, key=ready.uuid)
    Membership.objects.filter(user=world.mina).update(role=Role.CONFIRMER)
    with pytest.raises(NotFound):  # it holds what managers see
        exporting.find_of_role(**own)
    role = exports.role_of(world.mina, world.cafe)
    waits = exporting.request_of_role(wish=Wish(role, tuple(exports.kinds_of(role)), ExportForm.ZIP))
    Membership.objects.filter(user=world.mina).update(ended_at=stage.waiting.submitted_at)
    with pytest.raises(Forbidden):
        exports.role_of(world.mina, world.cafe)
    assert exporting.drain() == 0
    waits.refresh_from_db()
    assert waits.status == "failed"


def test_coordinator_who_reaches_less_now_does_not_get_what_was(stage: Stage) -> None:
    ready = everything(stage.dora).copy
    assert exporting.find_of_role(user=stage.dora, key=ready.uuid)[0] == ready
    factories.coordinate(stage.dora, district=factories.district("03457"))
    assert exporting.find_of_role(user=stage.dora, key=ready.uuid)[0] == ready
    stage.scope.delete()
    with pytest.raises(NotFound):
        exporting.find_of_role(user=stage.dora, key=ready.uuid)


def test_forgetting_somebody_takes_back_files_in_which_they_may_stand(stage: Stage) -> None:
    world = stage.world
    cafe, club, all_of_it = (
        everything(*who).copy for who in ((world.mina, world.cafe), (world.mallory, world.club), (world.carla, None))
    )
    role = exports.role_of(world.omar, world.cafe)
    exporting.request_of_role(wish=Wish(role, tuple(exports.kinds_of(role)), ExportForm.ZIP))
    claimed = exporting.claim()
    assert claimed is not None
    erasing.finish(erasing.erase(actor=None, volunteer=world.ada_volunteer))
    left = {copy.uuid: (copy.status, exporting.path_of(copy.uuid).exists()) for copy in DataExport.objects.all()}
    assert (left[cafe.uuid], left[club.uuid], left[all_of_it.uuid]) == (
        ("deleted", False),
        ("ready", True),
        ("deleted", False),
    )
    assert exporting.build(claimed) is False  # what it read is thrown away
    assert exporting.drain() == 1
    assert "Ada" not in everything(world.omar, world.cafe).text()
