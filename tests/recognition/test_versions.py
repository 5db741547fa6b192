"""Lists in versions: four eyes, what stands against one, milestones, and what a next version changes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from recognition.models import RecognitionList
from recognition.services import lists, showing
from tests import factories
from tests.cast import World
from tests.recognition.test_lists import YEAR, draft, on, publish, stand_by, thank
from volunteers.models import DisplayForm, Place, ProtocolEvent, User
from volunteers.services import consent as consents

THREE = ("Eins Vorbild", "Zwei Vorbild", "Drei Vorbild")


def refused(step: Callable[[], object]) -> str:
    """The code of a step that is refused."""
    with pytest.raises(DomainError) as refusal:
        step()
    return refusal.value.code


def check(found: RecognitionList, actor: User, revision: int | None = None) -> RecognitionList:
    return lists.check_list(actor=actor, recognition_list=found, revision=revision or found.revision)


def renew(world: World, found: RecognitionList, **changes: Any) -> RecognitionList:
    return lists.renew_list(
        actor=world.carla, recognition_list=found, **{"period_start": YEAR[0], "period_end": YEAR[1]} | changes
    )


def test_neither_who_drafted_nor_who_changed_it_checks_it(world: World) -> None:
    thank(world, *THREE)
    found = draft(world)
    second, third = (factories.coordinate(factories.user()) for _ in range(2))
    said: dict[str, Any] = {"title": "Neu", "period_start": YEAR[0], "period_end": YEAR[1], "least_minutes": None}
    lists.change_list(actor=second, recognition_list=found, **said)
    assert [refused(lambda actor=actor: check(found, actor)) for actor in (world.carla, second)] == ["own_draft"] * 2  # type: ignore[misc]  # one actor each
    assert refused(lambda: check(found, third, revision=1)) == "changed_meanwhile"
    assert refused(lambda: lists.publish_list(actor=world.carla, recognition_list=found)) == "illegal_transition"
    check(found, third)
    assert (found.status, found.checked_by, found.published_at) == ("checked", third, None)
    with pytest.raises(IllegalTransition):
        lists.change_list(actor=second, recognition_list=found, **said)
    lists.return_list(actor=world.carla, recognition_list=found, reason="Der Titel")
    assert (found.status, found.checked_by, found.checked_at) == ("draft", None, None)
    steps = ProtocolEvent.objects.filter(subject=found.uuid).order_by("pk").values_list("act", "actor")
    assert list(steps) == [
        ("list_drafted", world.carla.pk),
        ("list_changed", second.pk),
        ("list_checked", third.pk),
        ("list_returned", world.carla.pk),
    ]
    assert ProtocolEvent.objects.get(act="list_returned").reason.text == "Der Titel"  # type: ignore[union-attr]  # it has one


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_checked_list_goes_back_with_a_reason_alone(world: World, reason: str) -> None:
    thank(world, *THREE)
    found = factories.checked(draft(world))
    with pytest.raises(Invalid):
        lists.return_list(actor=world.carla, recognition_list=found, reason=reason)
    assert RecognitionList.objects.get().status == "checked"


def test_checked_list_that_fell_below_three_is_not_published(world: World) -> None:
    given = thank(world, *THREE)
    found = factories.checked(draft(world))
    assert given[0].volunteer.user is not None
    consents.withdraw_consent(actor=given[0].volunteer.user, consent=given[0])
    assert refused(lambda: lists.publish_list(actor=world.carla, recognition_list=found)) == "too_few"
    assert RecognitionList.objects.get().status == "checked"


@pytest.mark.parametrize("form", [DisplayForm.ANONYMOUS, DisplayForm.ALIAS])
@pytest.mark.parametrize("beside", [1, 2])
def test_who_is_not_named_hides_among_three_who_helped(world: World, form: DisplayForm, beside: int) -> None:
    """The one, and `beside` who helped without being on the list: three whom it could be, or not."""
    thank(world, *THREE)
    (one,) = thank(world, "Ohne Namen")
    type(one).objects.filter(pk=one.pk).update(display_form=form, alias="Fee" if form == DisplayForm.ALIAS else "")
    stand_by(world, beside)
    found = draft(world)
    seen = showing.examine(found)
    if beside == 1:
        assert [finding.code for finding in seen.findings] == ["unnamed_stand_out"]
        assert (seen.rows.names, seen.rows.unnamed) == (sorted(THREE), 0)
        assert refused(lambda: factories.checked(found)) == "unnamed_stand_out"
    else:
        assert seen.findings == []
        assert len(showing.public_rows(publish(world, found))) == 4


def test_who_is_not_named_is_gone_when_too_few_are_left_to_hide_among(world: World) -> None:
    """Those beside lost their hours by corrections after the list was published."""
    thank(world, *THREE)
    thank(world, "Ohne Namen", form=DisplayForm.ANONYMOUS)
    stand_by(world, 2)
    found = publish(world, draft(world))
    assert showing.public_rows(found).unnamed == 1
    for entry in world.talking.hours.filter(volunteer__given_name="Still"):
        type(entry).objects.filter(pk=entry.pk).update(correction=-entry.minutes)
    assert (showing.public_rows(found).names, showing.public_rows(found).unnamed) == (sorted(THREE), 0)


@pytest.mark.parametrize(("least", "names"), [(None, 4), (60, 4), (61, 3), (180, 3), (181, 0)])
def test_milestone_asks_for_the_sum_in_scope_and_period(world: World, least: int | None, names: int) -> None:
    for consent in thank(world, *THREE):  # an hour each
        for minutes in (100, 20):
            factories.confirmed(consent.volunteer, world.talking, minutes=minutes)
        factories.confirmed(consent.volunteer, world.football, minutes=1000)
        factories.confirmed(consent.volunteer, world.talking, minutes=1000, day=YEAR[0] - dt.timedelta(days=1))
    thank(world, "Eine Stunde")
    assert len(showing.examine(draft(world, least_minutes=least)).rows) == names


def test_next_version_takes_the_place_of_the_one_before_and_says_what_changed(world: World) -> None:
    given = thank(world, *THREE, "Vier Vorbild")
    first = publish(world, draft(world))
    second = renew(world, first)
    assert (second.version, second.slug, second.title, second.status) == (2, first.slug, first.title, "draft")
    assert refused(lambda: renew(world, first)) == "in_work"
    assert given[3].volunteer.user is not None
    consents.withdraw_consent(actor=given[3].volunteer.user, consent=given[3])
    thank(world, "Fünf Vorbild", "Sechs Vorbild", "Sieben Vorbild")
    factories.checked(second)
    assert RecognitionList.objects.published().get() == first
    lists.publish_list(actor=world.carla, recognition_list=second)
    first.refresh_from_db()
    assert (first.status, second.status) == ("renewed", "published")
    assert [(one.people, one.joined, one.left) for one in (first, second)] == [(4, 4, 0), (6, 3, 1)]
    assert "Vier Vorbild" not in on(second)
    assert len(showing.public_rows(first)) == 0
    assert refused(lambda: lists.withdraw_list(actor=world.carla, recognition_list=first)) == "illegal_transition"
    assert refused(lambda: renew(world, first)) == "illegal_transition"
    acts = ProtocolEvent.objects.filter(subject=first.uuid).order_by("pk").values_list("act", flat=True)
    assert list(acts)[-1] == "list_renewed"


def test_withdrawn_list_comes_back_by_a_new_version_alone(world: World) -> None:
    thank(world, *THREE)
    first = publish(world, draft(world))
    lists.withdraw_list(actor=world.carla, recognition_list=first)
    with pytest.raises(Conflict):
        draft(world)  # the address is taken for good
    second = publish(world, renew(world, first, title="Wieder da"))
    assert [one.title for one in RecognitionList.objects.published()] == ["Wieder da"]
    assert [one.version for one in RecognitionList.objects.history(second.slug)] == [2]


def test_renewing_is_for_who_coordinates_it(world: World) -> None:
    thank(world, *THREE)
    first = publish(world, draft(world))
    emden = factories.coordinate(factories.user(), district=world.club.district)
    with pytest.raises(Forbidden):
        lists.renew_list(actor=emden, recognition_list=first, period_start=YEAR[0], period_end=YEAR[1])
    second = renew(world, first)
    with pytest.raises(Forbidden):
        check(second, emden)


def test_print_shows_who_agreed_to_the_list_and_to_print_in_the_form_for_print(world: World) -> None:
    given = thank(world, *THREE, "Vier Vorbild")
    for one in given[:3]:
        factories.consent(one.volunteer, place=Place.PRINT, form=DisplayForm.FIRST_NAME)
    thank(world, "Nur Druck", place=Place.PRINT)
    found = publish(world, draft(world))
    assert showing.print_rows(found).names == ["Drei V.", "Eins V.", "Zwei V."]
    assert Client().get(f"/danke/{found.slug}.pdf").content[:5] == b"%PDF-"
    assert given[0].volunteer.user is not None
    consents.withdraw_consent(actor=given[0].volunteer.user, consent=given[0])  # from the list; print still stands
    assert len(showing.print_rows(found)) == 0
    assert Client().get(f"/danke/{found.slug}.pdf").status_code == 404


def test_feed_of_a_list_tells_versions_and_present_numbers_and_nobody(world: World) -> None:
    given = thank(world, *THREE, "Vier Vorbild")
    first = publish(world, draft(world))
    thank(world, "Fünf Vorbild", "Sechs Vorbild", "Sieben Vorbild")
    publish(world, renew(world, first))
    address = f"/danke/{first.slug}/feed.xml"
    text = Client().get(address).content.decode()
    assert "Vorbild" not in text
    assert (text.count("<entry>"), "7 Menschen · davon neu: 3" in text) == (2, True)
    assert given[0].volunteer.user is not None
    consents.withdraw_consent(actor=given[0].volunteer.user, consent=given[0])
    assert "6 Menschen" in Client().get(address).content.decode()
    assert "Fassung 1" in Client().get(f"/danke/{first.slug}").content.decode()


def test_file_of_a_list_computes_nothing_and_counts_the_unnamed(world: World) -> None:
    stand_by(world)
    (one, two, *_rest) = thank(world, *THREE, "Vier Vorbild")
    type(one).objects.filter(pk=one.pk).update(display_form=DisplayForm.ALIAS, alias="=1+1")
    type(two).objects.filter(pk=two.pk).update(display_form=DisplayForm.ANONYMOUS)
    found = publish(world, draft(world))
    text = Client().get(f"/danke/{found.slug}.csv").content.decode("utf-8-sig")
    assert text.split() == ["Name;Anzahl", "'=1+1;1", "Drei", "Vorbild;1", "Vier", "Vorbild;1", "ohne", "Namen;1"]


def test_draft_is_discarded_for_good_and_its_address_is_free_again(world: World) -> None:
    thank(world, *THREE)
    found = draft(world)
    stranger = factories.coordinate(factories.user(), district=factories.district("03402"))
    assert refused(lambda: lists.discard_list(actor=stranger, recognition_list=found)) == "beyond_scope"
    factories.checked(found)
    assert refused(lambda: lists.discard_list(actor=world.carla, recognition_list=found)) == "illegal_transition"
    lists.return_list(actor=world.carla, recognition_list=found, reason="Doch nicht")
    lists.discard_list(actor=world.carla, recognition_list=found)
    assert not RecognitionList.objects.exists()
    assert ProtocolEvent.objects.filter(subject=found.uuid, act="list_discarded", actor=world.carla).count() == 1
    first = publish(world, draft(world))
    lists.discard_list(actor=world.carla, recognition_list=renew(world, first))
    assert list(RecognitionList.objects.values_list("version", "status")) == [(1, "published")]
