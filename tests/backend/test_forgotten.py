"""Being forgotten: every total stays as it was, and nothing of the person is left anywhere."""

import datetime as dt
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from backend.common.errors import Conflict
from backend.common.models import Reason
from certificates import storage
from certificates.models import Certificate
from certificates.services import campaigns, files, ordering, packing, queue, verifying
from recognition.services import messages, obstacles, showing, stories, story_people, story_pictures
from tasks import privacy as jobs
from tests import factories
from tests.backend.stage import END, START, Stage
from tests.certificates.orders import order
from tests.recognition.pictures import photo
from tests.volunteers.exported import everything
from tests.volunteers.forgotten import found_in_database, found_in_files
from tests.volunteers.sheets import run
from volunteers.models import (
    Erasure,
    HourEntry,
    LedgerEvent,
    OrganisationMonth,
    ProtocolEvent,
    User,
    Volunteer,
    VolunteerDetails,
)
from volunteers.reach import Reach
from volunteers.services import (
    asking,
    claiming,
    confirming,
    erasing,
    exporting,
    figures,
    merging,
    people,
    replaying,
    sheets,
    totals,
)
from volunteers.services import (
    logging as ledger,
)
from volunteers.services.cards import import_cards

pytestmark = pytest.mark.usefixtures("staged")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    settings.CERTIFICATE_DIR = tmp_path / "certificates"
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


# --- forgotten: every total stays ---


def standing(stage: Stage) -> dict[str, Any]:
    """Every figure of the alliance, and who is publicly thanked by whose name."""
    world, everything = stage.world, Reach(everything=True)
    year: dict[str, Any] = {"start": START, "end": END, "reach": everything}
    return {
        "figures": [figures.figures(by=by, **year) for by in figures.BREAKDOWNS],
        "months": sorted(OrganisationMonth.objects.values_list("organisation", "month", "field", "minutes", "entries")),
        "cafe": world.cafe.hours.confirmed().total_minutes(),
        "entries": sorted(HourEntry.objects.values_list("pk", "day", "minutes", "counted", "status", "activity")),
        "events": sorted(LedgerEvent.objects.values_list("pk", "at", "from_status", "to_status", "minutes")),
        "papers": sorted(Certificate.objects.values_list("number", "code", "digest", "kind")),
        "campaign": campaigns.count(actor=world.carla, campaign=stage.ordered_campaign)["people"],
        "differences": totals.reconcile(),
    }


def test_erasure_leaves_every_total_as_it_was(stage: Stage) -> None:
    stage.world.hours(day=dt.date(2026, 4, 1))
    before = standing(stage)
    names = showing.public_rows(stage.published_list).names
    erasing.erase(actor=None, volunteer=stage.world.ada_volunteer)
    assert standing(stage) == before
    assert names == ["Ada Beispiel", "Olga Ohnekonto", "Petro Ohnekonto"]
    assert showing.public_rows(stage.published_list).names == []  # two are too few to be shown


def test_erased_person_is_found_nowhere_and_thanked_no_more(stage: Stage) -> None:
    world = stage.world
    erasing.erase(actor=None, volunteer=world.ada_volunteer)
    assert set(Volunteer.objects.visible_to(world.carla)) & {world.ada_volunteer} == set()
    assert set(Volunteer.objects.known_at(world.cafe)) & {world.ada_volunteer} == set()
    draft = campaigns.create_campaign(
        actor=world.carla, title="Noch eine", kind="thanks", issuer=world.issuer, period_start=START, period_end=END
    )
    assert campaigns.count(actor=world.carla, campaign=draft)["people"] == 2


def test_erasure_twice_is_once(stage: Stage) -> None:
    first = erasing.erase(actor=None, volunteer=stage.world.ada_volunteer)
    again = erasing.erase(actor=None, volunteer=stage.world.ada_volunteer)
    assert (len(first.leftovers) > 0, again.leftovers) == (True, [])


# --- forgotten: nothing is left ---

NAME, LATIN, ALIAS = "Аделіна Пошукова", "Adelina Poshukova", "Poshukova aus Leer"
ADDRESS = "adelina.poshukova@example.net"
WORDS = ("Аделіна", "Пошукова", "Adelina", "Poshukova")


@pytest.fixture
def everywhere(stage: Stage, tmp_path: Path, settings: Settings) -> Stage:
    """Ada under a name that nobody else has, which stands wherever a name can stand."""
    world = stage.world
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    run(world, "Beispiel;Ada;ada@example.org;01.10.2026;Sprechrunde;;1,5;von Adelina")
    User.objects.filter(pk=world.ada.pk).update(email=ADDRESS, name=LATIN)
    world.ada.refresh_from_db()
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(
        name=NAME, name_latin=LATIN, given_name="Adelina", family_name="Poshukova", email=ADDRESS
    )
    world.ada_volunteer.refresh_from_db()
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=dt.date(1990, 1, 2))
    entry = world.hours(day=dt.date(2026, 5, 1), note="mit Adelina geübt")
    confirming.decline(actor=world.omar, entry=entry, reason="Frau Poshukova war krank", way="page")
    ledger.resubmit(actor=world.ada, entry=entry, day=entry.day, minutes=30, note="Adelina, kürzer", way="page")
    factories.consent(world.ada_volunteer, place="print", form="alias", alias=ALIAS)
    factories.claim(world.ada_volunteer, world.cafe, example="Adelina übersetzt geduldig.")
    messages.thank_organisation(actor=world.ada, organisation=world.cafe, text="Danke, sagt Adelina!", way="page")
    messages.thank_people(
        actor=world.mina,
        organisation=world.cafe,
        volunteers=[world.ada_volunteer],
        text="Danke, liebe Frau Пошукова!",
        side="organisation",
        way="page",
    )
    sheets.make_sheet(
        actor=world.omar, activity=world.talking, form="own_days", volunteers=[world.ada_volunteer], way="page"
    )
    claiming.ask(actor=world.ada, organisation=world.club, name=NAME, when="mit Adelina", way="page")
    factories.join_request(email=ADDRESS, name=NAME, message="Adelina hilft gern.")
    named = obstacles.name_obstacle(
        actor=world.ada, place=obstacles.Place.given(entry=entry), category="time", audience="alliance", text="Adelina"
    )
    obstacles.answer(actor=world.carla, obstacle=named, text="Liebe Adelina", status="in_hand")
    other = factories.kept(world.cafe, "Adelina", "P.")
    merging.merge(actor=world.carla, source=other, target=world.ada_volunteer, way="page")
    holders = f"Name;Karte;Status\n{NAME};Gold;ausgegeben"
    import_cards(organisation=world.cafe, actor=world.omar, source=io.BytesIO(holders.encode()))
    paper = order(world, start=START, end=END, text="Danke, Adelina!")
    queue.drain()
    paper.refresh_from_db()
    assert paper.status == "issued"
    order(world)  # waits for a worker
    with get_connection() as connection_:
        for to in (ADDRESS, "other@example.org"):
            connection_.send_messages([EmailMessage("Danke", f"Guten Tag {to}", to=[to])])
    session = SessionStore()
    session.update({"_auth_user_id": str(world.ada.pk), "kept_forms": {"/": "Пошукова"}})
    session.save()
    asks = SessionStore()
    asks.update({"account_login": {"email": ADDRESS}})
    asks.save()
    told = stories.create_story(
        actor=world.omar,
        organisation=world.cafe,
        title="Tee mit Adelina",
        summary="Kurz",
        text=f"{LATIN} gießt ein.",
        field=world.talking.field,
        district=world.cafe.district,
    )
    story_pictures.set_picture(actor=world.omar, story=told, data=photo(), alt="Frau Poshukova", shows="agreed")
    story_people.ask_person(actor=world.omar, story=told, volunteer=world.ada_volunteer)
    exporting.request(user=world.ada)
    exporting.drain()
    for who, place in ((world.mina, world.cafe), (world.carla, None)):
        assert NAME in everything(who, place).text()
    return stage


def test_nothing_of_who_is_forgotten_is_left_anywhere(
    everywhere: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = everywhere.world
    before = set(found_in_database(*WORDS))
    assert {table.partition(".")[0] for table in before} >= {
        "certificates_certificate",
        "common_reason",
        "django_session",
        "recognition_obstacle",
        "recognition_obstacleanswer",
        "recognition_story",
        "recognition_storypicture",
        "recognition_thanksmessage",
        "volunteers_competenceclaim",
        "volunteers_consent",
        "volunteers_earlierversion",
        "volunteers_hourentry",
        "volunteers_joinrequest",
        "volunteers_takeover",
        "volunteers_user",
        "volunteers_volunteer",
    }
    assert {name.rpartition(".")[2] for name in found_in_files(tmp_path, *WORDS)} == {"pdf", "zip", "log"}
    assert len(list((tmp_path / "certificates").rglob("*.pdf"))) == 1
    with caplog.at_level(logging.DEBUG):
        asking.ask_for_oneself(actor=world.ada, at_once=True)
        assert jobs.erase_due() == 1
    assert found_in_database(*WORDS) == []
    assert found_in_files(tmp_path, *WORDS) == []
    assert list((tmp_path / "certificates").rglob("*.pdf")) == []
    assert list((tmp_path / "exports").iterdir()) == []
    assert [mail.name for mail in (tmp_path / "mails").iterdir()] != []  # that of somebody else
    assert [record for record in caplog.records if any(word in record.getMessage() for word in WORDS)] == []
    remembered = repr(getattr(cache, "_cache", ""))
    assert [word for word in WORDS if word in remembered or word.encode().hex() in remembered] == []
    assert Erasure.objects.get().finished_at is not None


def test_account_of_who_is_forgotten_opens_nothing(everywhere: Stage) -> None:
    world = everywhere.world
    client = Client()
    client.force_login(world.ada)
    assert client.get("/ich").status_code == 200
    erasing.erase(actor=None, user=world.ada)
    assert client.get("/ich")["Location"].startswith("/anmelden")
    user = User.objects.get(pk=world.ada.pk)
    assert (user.is_active, user.name, user.has_usable_password(), user.email.endswith("@erased.invalid")) == (
        False,
        "",
        False,
        True,
    )


def test_sheet_brings_back_nobody_who_was_forgotten(stage: Stage) -> None:
    line = "Zurück;Zoe;;01.10.2026;Sprechrunde;;1,5;"
    run(stage.world, line)
    person = Volunteer.objects.get(family_name="Zurück")
    keys = set(HourEntry.objects.filter(volunteer=person).values_list("uuid", "import_key"))
    erasing.erase(actor=None, volunteer=person)
    report = run(stage.world, line)
    assert (report.imported, report.duplicates) == (0, 1)
    assert Volunteer.objects.filter(family_name="Zurück").exists() is False
    assert set(HourEntry.objects.filter(volunteer=person).values_list("uuid", "import_key")) & keys == set()


# --- forgotten: papers ---


def test_paper_of_who_is_forgotten_is_still_genuine_and_says_nothing(stage: Stage) -> None:
    paper = stage.certificate
    data = files.pdf_of(paper)
    others = [one.number_text for one in packing.issued(stage.ordered_campaign) if one.pk != paper.pk]
    erasing.finish(erasing.erase(actor=None, volunteer=stage.world.ada_volunteer))
    paper.refresh_from_db()
    page = Client().get(f"/v/{paper.code}").content.decode()
    assert "hat um Löschung ihrer Angaben gebeten" in page
    assert (paper.number_text in page, paper.digest in page, "Ada" in page) == (True, True, False)
    assert verifying.check_file(data).outcome == "genuine"
    assert Client().get(f"/v/{paper.code}/credential").status_code == 404
    with pytest.raises(Conflict) as refusal:
        files.pdf_of(paper)
    assert refusal.value.code == "erased"
    assert [one.number_text for one in packing.issued(stage.ordered_campaign)] == others
    files.mend()
    assert storage.size_of(paper.number_text) is None


def test_paper_in_the_hands_of_a_worker_leaves_no_file(stage: Stage) -> None:
    waiting = order(stage.world, start=START, end=END)
    claimed = [one for one in queue.claim(100) if one.pk == waiting.pk]
    erasing.finish(erasing.erase(actor=None, volunteer=stage.world.ada_volunteer))
    queue.handle(claimed)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.failure_code, waiting.content) == (
        "failed",
        "erased",
        {"number": waiting.number_text},
    )
    assert storage.size_of(waiting.number_text) is None
    assert ordering.requeue(Certificate.objects.filter(pk=waiting.pk)) == 0


# --- after a restore ---


def test_erasure_list_is_replayed_once(stage: Stage, settings: Settings) -> None:
    world = stage.world
    other = people.keep_volunteer(actor=world.mina, organisation=world.cafe, name="Wieder Da")
    erasing.erase(actor=None, user=world.ada)
    erasing.erase(actor=None, volunteer=other)
    Volunteer.objects.filter(pk=other.pk).update(name="Wieder Da", erased_at=None)  # as an old backup has it
    User.objects.filter(pk=world.ada.pk).update(email="ada@example.org", name="Ada Beispiel", is_active=True)
    assert replaying.replay() == (3, 2, 0)
    assert found_in_database("Wieder Da", "ada@example.org") == []
    assert replaying.replay() == (3, 0, 0)


def test_erasure_list_holds_keys_and_times_alone(stage: Stage, settings: Settings) -> None:
    erasing.erase(actor=None, volunteer=stage.world.ada_volunteer)
    lines = [json.loads(line) for line in Path(settings.ERASURE_LIST).read_text().splitlines()]
    assert [set(line) for line in lines] == [{"subject", "at"}] * 2
    assert {line["subject"] for line in lines} == {str(stage.world.ada.uuid), str(stage.world.ada_volunteer.uuid)}


def test_erasure_that_cannot_be_written_down_does_not_happen(stage: Stage, settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LIST = tmp_path  # a folder takes no lines
    asking.ask_for_oneself(actor=stage.world.ada, at_once=True)
    assert asking.erase_due() == (0, 1)
    stage.world.ada_volunteer.refresh_from_db()
    assert (stage.world.ada_volunteer.name, Erasure.objects.get().status) == ("Ada Beispiel", "requested")


def test_protocol_says_what_was_asked_and_done(stage: Stage) -> None:
    wish = asking.ask_for_oneself(actor=stage.world.ada)
    asking.cancel(actor=stage.world.ada, erasure=wish)
    asking.ask_for_oneself(actor=stage.world.ada, at_once=True)
    asking.erase_due()
    acts = list(ProtocolEvent.objects.filter(act__startswith="eras").order_by("pk").values_list("act", flat=True))
    assert acts == ["erasure_requested", "erasure_cancelled", "erasure_requested", "erased"]
    assert Reason.objects.exclude(text="").filter(text__contains="Feiertag").exists() is False
    assert connection.in_atomic_block
