"""Holders of the Ehrenamtskarte from a sheet: whose card it is, what is kept of it, and what a second sheet changes."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from backend.common.errors import Forbidden, Invalid
from tests import factories
from tests.cast import World
from tests.volunteers.exported import everything
from tests.volunteers.forgotten import found_in_database
from volunteers.imports.cards import KINDS, STATUSES
from volunteers.imports.faults import ImportFileError
from volunteers.models import CardKind, CardStatus, ForgottenHolder, ProtocolEvent, Volunteer, VolunteerCard
from volunteers.services import cards, erasing, export, retention
from volunteers.services.cards import CardReport, import_cards

FREINET = Path(__file__).parent.parent / "data" / "freinet-karten.csv"
HEADER = "Nachname;Vorname;E-Mail;Karte;Gültig bis;Status"
BEA = "Bada;Bea;;Blau;01.12.2029;ausgegeben"


def run(world: World, *lines: str, header: str = HEADER, **options: Any) -> CardReport:
    sheet = "\n".join([header, *lines]).encode()
    options.setdefault("create_people", True)
    options.setdefault("actor", world.omar)
    return import_cards(organisation=world.cafe, source=io.BytesIO(sheet), **options)


def outcomes(report: CardReport) -> list[tuple[int, str]]:
    return [(result.line, result.outcome.value) for result in report.results]


def kinds(report: CardReport) -> list[tuple[int, str, str]]:
    return [(error.line, error.column, error.kind) for error in report.errors]


def held() -> list[tuple[Any, ...]]:
    return sorted(VolunteerCard.objects.values_list("volunteer__name", "kind", "valid_until", "status"))


def test_freinet_sheet_makes_two_kept_records_without_their_addresses(world: World) -> None:
    report = import_cards(organisation=world.cafe, actor=world.omar, source=FREINET, create_people=True)
    assert outcomes(report) == [(2, "new_person"), (3, "new_person")]
    assert held() == [
        ("Max Muster", "gold", None, "issued"),
        ("Maxim Musterin", "blue", dt.date(2029, 12, 1), "expired"),
    ]
    assert found_in_database("Kleinlangheim", "Kirchgasse", "Iphofen") == []
    again = import_cards(organisation=world.cafe, actor=world.omar, source=FREINET, create_people=True)
    assert (outcomes(again), VolunteerCard.objects.count()) == ([(2, "same"), (3, "same")], 2)
    event = ProtocolEvent.objects.get(act="cards_imported")  # the second one decided nothing
    assert (event.organisation, event.detail) == (world.cafe, {"new": 2, "changed": 0, "people": 2})


def test_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    dry = run(world, BEA, dry_run=True)
    assert (VolunteerCard.objects.count(), Volunteer.objects.filter(name="Bea Bada").count()) == (0, 0)
    assert outcomes(run(world, BEA)) == outcomes(dry)


def test_second_sheet_changes_status_and_day_of_the_same_card(world: World) -> None:
    run(world, BEA)
    report = run(world, BEA.replace("ausgegeben", "abgelaufen"))
    assert [(one.outcome, one.before) for one in report.results] == [("changed", "ausgegeben")]
    assert held() == [("Bea Bada", "blue", dt.date(2029, 12, 1), "expired")]
    run(world, BEA.replace("Blau;01.12.2029", "›Gold‹;"))
    assert [row[1] for row in held()] == ["blue", "gold"]


def test_person_who_is_known_here_gets_the_card_and_no_second_record(world: World) -> None:
    world.hours()
    report = run(world, "Beispiel;Ada;;Gold;;Karte an EA verschickt", create_people=False)
    assert outcomes(report) == [(2, "new")]
    assert VolunteerCard.objects.get().volunteer == world.ada_volunteer


def test_person_who_was_renamed_here_is_found_by_the_name_of_the_sheet(world: World) -> None:
    run(world, BEA)
    Volunteer.objects.filter(name="Bea Bada").update(name="Beate Bada-Blau")
    assert outcomes(run(world, BEA)) == [(2, "same")]


def test_card_of_a_record_that_became_part_of_another_says_who_is_meant(world: World) -> None:
    run(world, BEA, BEA.replace("Bea", "Beate"))
    first, second = Volunteer.objects.filter(family_name="Bada").order_by("pk")
    Volunteer.objects.filter(pk=second.pk).update(merged_into=first)
    report = run(world, BEA, BEA.replace("Bea", "Beate"))
    assert (outcomes(report), report.people) == ([(2, "same"), (3, "same")], 0)


def test_rows_that_are_wrong_say_what_to_do(world: World) -> None:
    for address in ("one@example.org", "two@example.org"):
        factories.kept(world.cafe, "Do", "Doppelt", address)
    report = run(
        world,
        "Bada;Bea;;Silber;01.12.2029;ausgegeben",
        "Bada;Bea;;Blau;;ausgegeben",
        "Bada;Bea;;Blau;31.02.2029;ausgegeben",
        "Bada;Bea;;Blau;01.12.2029;irgendwo",
        "Bada;Bea;;Blau;01.12.2029;nicht ausgegeben",
        ";;;Gold;;ausgegeben",
        "Doppelt;Do;;Gold;;ausgegeben",
        "Doppelt;Do;two@example.org;Gold;;ausgegeben",
        "Doppelt;Do;two@example.org;Gold;;zurückgegeben",
        "Unbekannt;Uwe;;Gold;;ausgegeben",
        "Bada;Bea;;Gold;;ausgegeben;zu;viel",
        create_people=False,
    )
    assert kinds(report) == [
        (2, "Karte", "card"),
        (3, "Gültig bis", "date"),
        (4, "Gültig bis", "date"),
        (5, "Status", "status"),
        (6, "Status", "status"),
        (7, "Nachname", "name"),
        (8, "E-Mail", "person"),
        (10, "Karte", "twice"),
        (11, "Nachname", "unknown_person"),
        (12, "", "columns"),
    ]
    assert outcomes(report) == [(9, "new")]


def test_import_is_for_members_of_an_active_organisation_and_sheets_that_fit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for outsider in (world.mallory, world.ada, world.carla):
        with pytest.raises(Forbidden) as refused:
            run(world, BEA, actor=outsider)
        assert refused.value.code == "not_yours"
    monkeypatch.setattr(cards, "MOST_ROWS", 1)
    with pytest.raises(ImportFileError, match="mehr als 1 Zeilen"):
        run(world, BEA, BEA)
    with pytest.raises(ImportFileError, match="Es fehlen Spalten: Karte"):
        run(world, "Bada;Bea", header="Nachname;Vorname")
    world.cafe.is_active = False
    with pytest.raises(Invalid) as closed:
        run(world, BEA)
    assert closed.value.code == "organisation_inactive"
    assert VolunteerCard.objects.count() == 0


def test_card_is_seen_by_who_holds_it_and_who_imported_it(world: World, tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path
    world.hours()
    run(world, "Beispiel;Ada;;Gold;;ausgegeben")
    seen = {
        name
        for name in ("ada", "omar", "mina", "carla", "mallory")
        if VolunteerCard.objects.visible_to(getattr(world, name)).exists()
    }
    assert seen == {"ada", "omar", "mina"}
    (row,) = dict(export.tables(world.ada))["cards"]
    assert (row["kind"], row["status"], row["organisation_name"]) == ("gold", "issued", "Sprachcafé")
    (told,) = everything(world.omar, world.cafe).json("cards")
    assert (told["volunteer_name"], told["kind"], told["status"]) == ("Ada Beispiel", "gold", "issued")


def test_only_an_issued_card_within_its_days_is_worth_something(world: World) -> None:
    run(world, BEA, "Gold;Gerd;;Gold;;verschickt", "Alt;Anna;;Blau;01.01.2029;abgelaufen", "Neu;Nora;;Blau;;beantragt")
    on = {day: VolunteerCard.objects.held_on(day).count() for day in (dt.date(2029, 12, 1), dt.date(2029, 12, 2))}
    assert on == {dt.date(2029, 12, 1): 2, dt.date(2029, 12, 2): 1}


def test_card_that_ended_a_year_ago_goes_by_itself(world: World, time_machine: Any) -> None:
    run(world, BEA, "Gold;Gerd;;Gold;;verschickt", "Weg;Wilma;;Gold;;zurückgegeben")
    time_machine.move_to(dt.datetime(2030, 12, 2, 12, tzinfo=dt.UTC))
    counted = {rule.code: number for rule, number in retention.counts()}
    assert counted["cards"] == 2
    retention.follow()
    assert held() == [("Gerd Gold", "gold", None, "issued")]


def test_person_who_was_forgotten_does_not_come_back_with_the_next_sheet(world: World) -> None:
    zita = "Zollhaus;Zita;;Gold;;ausgegeben"
    run(world, zita)
    person = Volunteer.objects.get(name="Zita Zollhaus")
    erasing.erase(actor=None, volunteer=person)
    assert (VolunteerCard.objects.count(), ForgottenHolder.objects.count()) == (0, 1)
    report = run(world, zita)
    assert (kinds(report), report.new) == ([(2, "Nachname", "forgotten_person")], 0)
    assert found_in_database("Zollhaus") == []
    factories.kept(world.cafe, "Zita", "Zollhaus")  # somebody else, as the organisation knows
    assert outcomes(run(world, zita)) == [(2, "new")]


def test_codes_of_a_sheet_are_those_of_the_tables() -> None:
    assert set(KINDS) == set(CardKind.values)
    assert set(STATUSES) == set(CardStatus.values)
