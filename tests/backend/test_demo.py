"""`manage.py demo`, run once for all tests here, on a day on which the sheet's wrong rows are the wrong ones."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Sum
from django.test import Client, TestCase, override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from backend.accounts import mailbox
from backend.demo import founding, ledger, papers
from backend.demo.alliance import ALLIANCE, DISTRICT, FIELD, PARTNERS, PASSWORD, SIGN_INS
from backend.demo.telling import about_press
from certificates.models import Campaign, Certificate
from certificates.services import queue
from recognition.models import ListEntry, RecognitionList, Story
from recognition.services.showing import public_rows
from tasks.certificates import wake
from tests.cast import World
from volunteers.models import (
    Activity,
    Consent,
    CoordinatorScope,
    DisplayForm,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Membership,
    Organisation,
    ProtocolEvent,
    Volunteer,
    Way,
)
from volunteers.models.protocol import Act
from volunteers.services import totals

DATA = settings.BASE_DIR / "volunteers" / "data" / "demo"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@dataclass
class Ran:
    """What a run said, and what it wanted to do after its commits."""

    output: str
    after_commit: list[Any]


def run_demo() -> Ran:
    """One run that does not wait for the press."""
    said = io.StringIO()
    with TestCase.captureOnCommitCallbacks() as callbacks:
        call_command("demo", no_wait=True, stdout=said, no_color=True)
    return Ran(said.getvalue(), list(callbacks))


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ran]:
    """The finished demo, for all tests of this module; taken back after them."""
    hasher = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # made to be fast
    with hasher, django_db_blocker.unblock(), time_machine.travel(NOON), transaction.atomic():
        yield run_demo()
        transaction.set_rollback(True)


@pytest.fixture
def scratch(demo: Ran) -> Iterator[None]:
    """What the test changes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_row() -> dict[str, list[Any]]:
    """All that the database holds."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=lambda row: str(row[0]))
        for model in apps.get_models()
    }


def test_demo_founds_twelve_organisations_of_every_kind_in_as_many_districts(demo: Ran) -> None:
    rows = list(Organisation.objects.values_list("kind", "district"))
    assert len(rows) == 12
    assert {kind for kind, _district in rows} == set(Organisation.Kind.values)
    assert len({district for _kind, district in rows}) == 12
    assert Organisation.objects.get(slug="sprachcafe-leer").district.ags == "03457"


def test_demo_offers_activities_in_all_five_fields(demo: Ran) -> None:
    fields = set(Activity.objects.values_list("field__code", flat=True))
    assert fields == {"language", "labour", "support", "living", "participation"}
    offered = set(Activity.objects.values_list("organisation__slug", flat=True))
    assert offered == {partner.slug for partner in PARTNERS}


def test_demo_appoints_one_coordinator_of_each_scope(demo: Ran) -> None:
    scopes = set(CoordinatorScope.objects.values_list("user__email", "kind", "district__ags", "field__code"))
    assert scopes == {
        ("carla@example.org", "all", None, None),
        ("deniz@example.org", "district", "03457", None),
        ("frieda@example.org", "field", None, "language"),
    }


def test_demo_has_every_name_in_its_own_script(demo: Ran) -> None:
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        expected = {(row["name"], row["latin"], row["language"]) for row in csv.DictReader(file)}
    assert len(expected) == 16
    known = Volunteer.objects.filter(name__in=[name for name, _latin, _language in expected])
    assert set(known.values_list("name", "name_latin", "language")) == expected
    assert known.count() == 16


def test_demo_welcomes_eighty_volunteers_beside_the_eighty_of_the_sheet(demo: Ran) -> None:
    assert Volunteer.objects.count() == 160
    assert Volunteer.objects.exclude(user=None).count() == 10
    assert Volunteer.objects.exclude(email="").exclude(email__endswith="@example.org").count() == 0


def test_demo_import_reports_what_the_file_holds(demo: Ran, scratch: None) -> None:
    imported = HourEntry.objects.filter(way=Way.IMPORT)
    assert (imported.count(), imported.total_minutes()) == (2364, 263940)
    again = ledger.import_sheet(lambda _step, _done, _of: None).as_json()
    expected = json.loads((DATA / "stundenliste.expect.json").read_text(encoding="utf-8"))
    assert {key: again[key] for key in expected} == expected
    assert (again["imported"], again["duplicates"], again["people_created"]) == (0, 2364, 0)


def test_demo_leaves_hours_in_every_state(demo: Ran) -> None:
    counts = {status: HourEntry.objects.filter(status=status).count() for status in HourStatus.values}
    assert counts == {"submitted": 63, "confirmed": 2587, "declined": 7, "withdrawn": 4}
    assert HourEntry.objects.filter(status="submitted", organisation__slug="sprachcafe-leer").count() == 44
    assert HourEntry.objects.filter(day__gt=NOON.date()).count() == 0
    steps = LedgerEvent.objects.filter(from_status="declined", to_status="submitted")
    assert steps.count() == 1


def test_demo_confirms_with_four_eyes_and_true_totals(demo: Ran, scratch: None) -> None:
    confirmed = HourEntry.objects.confirmed()
    assert confirmed.filter(volunteer__user=F("confirmed_by")).count() == 0
    members = set(Membership.objects.values_list("user", "organisation"))
    assert set(confirmed.values_list("confirmed_by", "organisation")) <= members
    assert totals.reconcile() == []


def test_demo_orders_a_record_for_everybody_with_ten_hours(demo: Ran) -> None:
    sums = HourEntry.objects.confirmed().values("volunteer").annotate(total=Sum("minutes"))
    due = set(sums.filter(total__gte=600).values_list("volunteer", flat=True))
    campaign = Campaign.objects.get()
    assert set(Certificate.objects.filter(campaign=campaign).values_list("volunteer", flat=True)) == due
    assert len(due) == 97
    single = Certificate.objects.get(campaign=None)
    assert (single.kind, single.content["name"]) == ("thanks", "Ada Beispiel")
    assert sorted(Certificate.objects.values_list("number", flat=True)) == list(range(1, 99))


def test_demo_wakes_the_worker_after_the_commit(demo: Ran) -> None:
    assert demo.after_commit == [wake]


def test_demo_certificates_all_come_out_of_the_press(demo: Ran, scratch: None) -> None:
    assert queue.drain() == 98
    seen = papers.wait_for_press(lambda _seen: None)
    assert (seen.issued, seen.failed, seen.under_way, seen.reason) == (98, 0, 0, "")
    assert about_press(seen) == ["Ausgestellt: 98 von 98"]


def test_demo_says_so_when_nobody_presses(demo: Ran) -> None:
    seen = papers.wait_for_press(lambda _seen: None, patience=0)
    assert seen.under_way == 98
    assert "Vermutlich läuft kein Celery-Worker" in about_press(seen)[1]


def test_demo_publishes_exactly_who_consented_and_helped(demo: Ran) -> None:
    expected = {
        "landkreis-leer": ("region_list", {"activity__district__ags": "03457"}),
        "sprachfoerderung": ("region_list", {"activity__field__code": "language"}),
        "sprachcafe-leer": ("organisation_list", {"organisation__slug": "sprachcafe-leer"}),
    }
    assert set(RecognitionList.objects.published().values_list("slug", flat=True)) == set(expected)
    for slug, (place, scope) in expected.items():
        helped = HourEntry.objects.confirmed().filter(**scope).values("volunteer")
        consents = Consent.objects.filter(place=place, withdrawn_at=None, volunteer__in=helped)
        listed = ListEntry.objects.filter(list__slug=slug).values_list("volunteer", flat=True)
        assert set(listed) == set(consents.values_list("volunteer", flat=True))
        rows = public_rows(RecognitionList.objects.get(slug=slug))
        assert len(rows) == consents.count()
        assert rows.unnamed == consents.filter(display_form=DisplayForm.ANONYMOUS).count()


def test_demo_pages_name_nobody_who_did_not_want_it(demo: Ran) -> None:
    for slug, place in [("landkreis-leer", "region_list"), ("sprachcafe-leer", "organisation_list")]:
        page = Client().get(f"/danke/{slug}").content.decode()
        agreed = Consent.objects.filter(place=place, withdrawn_at=None, display_form=DisplayForm.FULL_NAME)
        silent = Volunteer.objects.exclude(pk__in=agreed.values("volunteer"))
        assert silent.count() > 80
        assert [name for name in silent.values_list("name", flat=True) if name in page] == []


def test_demo_prints_sign_ins_that_work(demo: Ran, scratch: None) -> None:
    for sign_in in SIGN_INS:
        assert f"{sign_in.email:<18}  {PASSWORD}" in demo.output
    shown = {address: code for address, code, _seconds in mailbox.codes()}
    assert set(shown) == {ALLIANCE.email, DISTRICT.email, FIELD.email}
    for sign_in in SIGN_INS:
        body = {"email": sign_in.email, "password": PASSWORD}
        if sign_in.email in shown:
            body["code"] = shown[sign_in.email]
        answer = Client().post("/api/v1/auth/sign-in", body, "application/json")
        assert answer.status_code == 200, (sign_in.email, answer.content)


def test_demo_output_fits_a_terminal(demo: Ran) -> None:
    long = [line for line in demo.output.splitlines() if len(line) > 100 and str(settings.VAR_DIR) not in line]
    assert long == []
    for name in ("Олена Ковальчук", "محمد الأحمد", "ተስፋይ ገብረመድህን", "李小龙", "ნინო ბერიძე", "דוד לוי", "श्रेया कुमारी"):
        assert name in demo.output


def test_demo_second_run_changes_nothing(demo: Ran, scratch: None) -> None:
    before = every_row()
    again = run_demo()
    assert every_row() == before
    assert again.after_commit == []
    assert again.output.startswith("Das Beispielbündnis ist schon da.")
    assert again.output.endswith(demo.output[demo.output.index("Die Adresse:") :])


def test_demo_cut_short_is_completed_by_the_next_run(demo: Ran, scratch: None) -> None:
    published = set(ListEntry.objects.values_list("list__slug", "volunteer"))
    RecognitionList.objects.all().delete()  # the last step never happened
    before = every_row()
    told = set(ProtocolEvent.objects.values_list("pk", flat=True))
    again = run_demo()
    assert again.output.startswith("Der letzte Lauf wurde unterbrochen.")
    assert set(ListEntry.objects.values_list("list__slug", "volunteer")) == published
    after = every_row()
    assert [name for name in before if after[name] != before[name]] == [
        "volunteers.ProtocolEvent",
        "recognition.RecognitionList",
        "recognition.ListEntry",
        "recognition.EvaluationCursor",
        "recognition.ThanksGiven",  # to be named is thanks, and they were named once more
    ]
    steps = ProtocolEvent.objects.exclude(pk__in=told).order_by("pk").values_list("act", "subject")
    *published_lists, waiting = RecognitionList.objects.order_by("pk").values_list("uuid", flat=True)
    taken = (Act.LIST_DRAFTED, Act.LIST_CHECKED, Act.LIST_PUBLISHED)
    assert list(steps) == [*((act, uuid) for uuid in published_lists for act in taken), (Act.LIST_DRAFTED, waiting)]
    assert again.after_commit == [wake]


@pytest.mark.django_db
def test_demo_step_cut_short_leaves_nothing_behind(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    founding.found()

    def stop(done: int, _of: int) -> None:
        if done == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.log_entries(stop)
    assert HourEntry.objects.count() == 0
    assert founding.state() == founding.State.BEGUN


@pytest.mark.django_db
def test_demo_in_production_is_refused(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Im Betrieb gibt es das nicht"):
        run_demo()
    assert Organisation.objects.count() == 0


def test_demo_on_a_foreign_alliance_changes_nothing(world: World) -> None:
    before = every_row()
    ran = run_demo()
    assert every_row() == before
    assert "gibt es schon ein Bündnis" in ran.output
    assert PASSWORD not in ran.output


def test_demo_tells_one_good_example_to_everybody_and_one_that_waits(demo: Ran) -> None:
    assert list(Story.objects.order_by("pk").values_list("status", flat=True)) == ["published", "submitted"]
    found = Story.objects.publicly_listed(NOON.date()).with_adoptions()
    assert list(found.values_list("organisation__slug", "picture__width", "adopted")) == [("sprachcafe-leer", 1200, 1)]  # type: ignore[misc]  # of with_adoptions
