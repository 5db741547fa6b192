"""Joining: the mailbox confirms, a coordinator decides, and what comes of it is made as anywhere else."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from pytest_django.fixtures import Settings

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from tests import factories
from tests.cast import World
from tests.volunteers.forgotten import found_in_database
from volunteers.models import JoinRequest, Mail, Membership, Organisation, ProtocolEvent, User, Volunteer
from volunteers.services import erasing, export, joining, mailing, retention

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {"name": "  Gesa   Neuling ", "email": "Gesa@Example.net"}
OF_ORGANISATION = {"wish": "organisation", "organisation_name": "Willkommen e. V.", "kind": "initiative"}


def ask(**told: Any) -> JoinRequest:
    asked: dict[str, Any] = {"wish": "volunteer", "district": factories.district("03457")} | SAID | told
    found = joining.ask(**asked)
    assert found is not None
    return found


def code_of(**told: Any) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        ask(**told)
    return refusal.value.code, refusal.value.field


# --- asking ---


def test_request_is_seen_by_nobody_before_its_address_is_confirmed(world: World) -> None:
    asked = ask(message=" Zeile eins \n\tZeile zwei\n")
    assert (asked.name, asked.email, asked.message) == ("Gesa Neuling", "gesa@example.net", "Zeile eins\nZeile zwei")
    assert list(JoinRequest.objects.visible_to(world.carla)) == []
    with pytest.raises(IllegalTransition):
        joining.admit(actor=world.carla, request=asked)
    joining.confirm(request=asked)
    assert list(JoinRequest.objects.visible_to(world.carla)) == [asked]


def test_first_mail_holds_a_link_and_nothing_of_what_was_typed(world: World) -> None:
    ask(name="Jetzt Gewinnen", message="https://böse.example")
    mailing.outbox.send_due()
    (message,) = mail.outbox
    (link,) = [line for line in str(message.body).splitlines() if "/a/" in line]
    assert joining.by_link(link.partition("/a/")[2].partition("?")[0]) == JoinRequest.objects.get()
    assert not [word for word in ("Gewinnen", "böse") if word in str(message.body) + message.subject]


def test_link_of_another_key_and_a_made_up_one_open_nothing(world: World) -> None:
    link = joining.link_of(ask())
    assert joining.by_link(f"{'0' * 32}-{link.partition('-')[2]}") is None
    assert joining.by_link("x") is None


def test_address_gets_three_mails_a_day_and_nobody_is_told(world: World) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        assert len({ask().pk for _ in range(2)}) == 1
        for _ in range(4):
            now.shift(60)
            joining.ask(**SAID, wish="volunteer", district=factories.district("03402"))
        assert Mail.objects.filter(kind="join_confirm").count() == 3
        assert JoinRequest.objects.count() == 2
        now.shift(dt.timedelta(days=1))
        ask()
        assert Mail.objects.filter(kind="join_confirm").count() == 4


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"name": " "}, ("missing", "name")),
        ({"name": "Ada\u202eB"}, ("not_printable", "name")),
        ({"email": ""}, ("email_invalid", "email")),
        ({"email": "x"}, ("email_invalid", "email")),
        ({"district": None}, ("missing", "district")),
        ({"wish": "member"}, ("missing", "organisation")),
        (OF_ORGANISATION | {"kind": "circus"}, ("missing", "kind")),
        (OF_ORGANISATION | {"organisation_name": ""}, ("missing", "organisation_name")),
        (OF_ORGANISATION | {"website": "javascript:alert(1)"}, ("website_invalid", "website")),
        ({"message": "x" * 2001}, ("too_long", "message")),
    ],
)
def test_request_that_lacks_something_is_refused(told: dict[str, Any], refusal: tuple[str, str], world: World) -> None:
    assert code_of(**told) == refusal
    assert JoinRequest.objects.exists() is False


def test_without_a_mail_server_nobody_can_ask(world: World, settings: Settings) -> None:
    settings.MAIL_GOES_OUT = False
    with pytest.raises(Conflict) as refusal:
        ask()
    assert refusal.value.code == "no_mail_server"


def test_link_expires_and_what_nobody_confirmed_is_dropped(world: World) -> None:
    asked = ask()
    with time_machine.travel(clock.now() + dt.timedelta(days=7, seconds=1)):
        with pytest.raises(Conflict) as refusal:
            joining.confirm(request=asked)
        assert refusal.value.code == "link_expired"
    with time_machine.travel(clock.now() + dt.timedelta(days=9)):
        assert retention.follow()["unconfirmed"] == 1
    assert joining.by_link(joining.link_of(asked)) is None


# --- deciding ---


def test_admitted_organisation_is_there_with_its_manager_and_can_be_corrected_before(world: World) -> None:
    asked = joining.confirm(request=ask(**OF_ORGANISATION, website="https://willkommen.example.org"))
    emden = factories.district("03402")
    joining.admit(
        actor=world.carla, request=asked, slug="willkommen", organisation_name="Willkommen in Emden", district=emden
    )
    made = Organisation.objects.get(slug="willkommen")
    assert (made.name, made.kind, made.district, made.website) == (
        "Willkommen in Emden", "initiative", emden, "https://willkommen.example.org",
    )  # fmt: skip
    membership = Membership.objects.get(organisation=made)
    assert (membership.user.email, membership.user.name, membership.role) == (
        "gesa@example.net", "Gesa Neuling", "manager",
    )  # fmt: skip
    assert (asked.status, asked.organisation, asked.decided_by) == ("admitted", made, world.carla)
    acts = ProtocolEvent.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["organisation_admitted", "member_added", "join_admitted"]


def test_admitted_member_confirms_at_the_organisation_that_they_named(world: World) -> None:
    asked = joining.confirm(request=ask(wish="member", organisation=world.cafe, district=None))
    joining.admit(actor=world.carla, request=asked)
    assert Membership.objects.get(user__email="gesa@example.net").role == "confirmer"


def test_admitted_volunteer_has_a_record_and_whoever_had_one_keeps_it(world: World) -> None:
    joining.admit(actor=world.carla, request=joining.confirm(request=ask(language="uk")))
    person = Volunteer.objects.get(user__email="gesa@example.net")
    assert (person.name, person.language, person.kept_by) == ("Gesa Neuling", "uk", None)
    again = joining.confirm(request=ask(name="Anders", email="ada@example.org"))
    joining.admit(actor=world.carla, request=again)
    assert again.status == "admitted"
    world.ada_volunteer.refresh_from_db()
    assert (world.ada_volunteer.name, User.objects.get(pk=world.ada.pk).name) == ("Ada Beispiel", "Ada Beispiel")


def test_what_cannot_be_made_leaves_the_request_open(world: World) -> None:
    asked = joining.confirm(request=ask(**OF_ORGANISATION))
    for changes, code in (({"slug": "cafe"}, "slug_taken"), ({"slug": ""}, "missing")):
        with pytest.raises(DomainError) as refusal:
            joining.admit(actor=world.carla, request=asked, slug=changes["slug"])
        assert refusal.value.code == code
    asked.refresh_from_db()
    assert (asked.status, User.objects.filter(email=asked.email).exists()) == ("open", False)


def test_only_the_coordination_of_the_place_decides_and_nobody_about_themselves(world: World) -> None:
    asked = factories.join_request()
    near = factories.coordinate(factories.user(), district=asked.district)
    far = factories.coordinate(factories.user(), district=factories.district("03402"))
    field = factories.coordinate(factories.user(), field=factories.field("language"))
    seen = {user: list(JoinRequest.objects.visible_to(user)) for user in (near, far, field, world.mina, world.ada)}
    assert seen == {near: [asked], far: [], field: [], world.mina: [], world.ada: []}
    for user in (far, field, world.mina, world.ada):
        with pytest.raises(Forbidden) as refusal:
            joining.decline(actor=user, request=asked, reason="Nein")
        assert refusal.value.code == "not_coordinator"
    own = factories.join_request(email=near.email)
    with pytest.raises(Forbidden) as refusal:
        joining.admit(actor=near, request=own)
    assert refusal.value.code == "own_request"
    assert joining.admit(actor=near, request=asked).status == "admitted"


def test_declined_request_says_why_by_mail_and_cannot_be_admitted_any_more(world: World) -> None:
    asked = factories.join_request()
    with pytest.raises(Invalid) as refusal:
        joining.decline(actor=world.carla, request=asked, reason=" ")
    assert refusal.value.code == "reason_missing"
    joining.decline(actor=world.carla, request=asked, reason="Ihr Verein hilft in Bremen.")
    with pytest.raises(IllegalTransition):
        joining.admit(actor=world.carla, request=asked)
    mailing.outbox.send_due()
    (message,) = mail.outbox
    assert (message.to, "Ihr Verein hilft in Bremen." in str(message.body)) == ([asked.email], True)


def test_withdrawn_request_is_open_to_nobody(world: World) -> None:
    asked = joining.withdraw(request=factories.join_request())
    with pytest.raises(IllegalTransition):
        joining.admit(actor=world.carla, request=asked)
    assert list(JoinRequest.objects.visible_to(world.carla).open()) == []


# --- what is kept ---


def test_request_is_in_the_copy_of_ones_data_and_is_forgotten_with_the_person(world: World) -> None:
    factories.join_request(email=world.ada.email, name="Adelheid Suchbar")
    copy = {name: list(rows) for name, rows in export.tables(world.ada)}
    assert [row["name"] for row in copy["join_requests"]] == ["Adelheid Suchbar"]
    erasing.erase(actor=None, user=world.ada)
    assert found_in_database("Suchbar") == []


def test_closed_requests_are_dropped_after_90_days_and_open_ones_stay(world: World) -> None:
    waiting = factories.join_request()
    joining.decline(actor=world.carla, request=factories.join_request(), reason="Nein")
    joining.withdraw(request=factories.join_request())
    with time_machine.travel(clock.now() + dt.timedelta(days=92)):
        assert retention.follow()["joining"] == 2
    assert list(JoinRequest.objects.all()) == [waiting]
