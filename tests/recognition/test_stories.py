"""Good examples: told, agreed to by everybody in them, reviewed by another, adopted, and gone when they must be."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from PIL import Image

from backend.common import clock
from backend.common.errors import DomainError
from recognition.models import Story, StoryAdoption, StoryPerson, StoryPicture
from recognition.services import adopting, stories, story_data, story_people, story_pictures
from tests import factories
from tests.cast import World
from tests.recognition.pictures import photo
from volunteers.models import ProtocolEvent, User, Volunteer, VolunteerDetails
from volunteers.services import erasing, merging, safety, withdrawal

SAID: dict[str, Any] = {"title": "Tee und Wörter", "summary": "Deutsch am Küchentisch.", "text": "Es war einmal."}


def told(world: World, **changes: Any) -> Story:
    """A draft of the café's."""
    places = {"field": world.talking.field, "district": world.cafe.district}
    return stories.create_story(actor=world.omar, organisation=world.cafe, **SAID | places | changes)


def published(world: World, *people: StoryPerson, story: Story | None = None) -> Story:
    """The same, handed in and read by Carla."""
    story = story or told(world)
    stories.submit_story(actor=world.omar, story=story)
    return stories.publish_story(actor=world.carla, story=story, revision=story.revision)


def with_ada(world: World) -> tuple[Story, StoryPerson]:
    """A draft in which Ada is, who agreed."""
    factories.confirmed(world.ada_volunteer, world.talking)
    story = told(world, text="Ada Beispiel kocht den Tee.")
    person = story_people.ask_person(actor=world.omar, story=story, volunteer=world.ada_volunteer)
    return story, story_people.agree(actor=world.ada, person=person, revision=story.revision, of_age=True)


def seen() -> list[str]:
    """Titles that the public reads."""
    return list(Story.objects.publicly_listed(clock.today()).values_list("title", flat=True))


def refused(step: Callable[[], object]) -> str:
    """The code of a step that is refused."""
    with pytest.raises(DomainError) as refusal:
        step()
    return refusal.value.code


def test_story_goes_from_draft_to_public_and_back_by_two_hands(world: World) -> None:
    story = told(world, text="  Erst\r\n\r\n\r\n\r\nund  dann ", title=" Tee  und Wörter ")
    assert (story.title, story.text, story.slug.rpartition("-")[0]) == (
        "Tee und Wörter",
        "Erst\n\nund dann",
        "tee-und-woerter",
    )
    stories.submit_story(actor=world.mina, story=story)
    coordinates_too = factories.coordinate(world.omar)
    assert refused(lambda: stories.publish_story(actor=coordinates_too, story=story, revision=1)) == "own_story"
    stories.return_story(actor=world.carla, story=story, reason="Bitte länger.")
    stories.change_story(
        actor=world.omar, story=story, **SAID | {"text": "Länger.", "field": story.field, "district": story.district}
    )
    assert (story.revision, seen()) == (2, [])
    published(world, story=story)
    assert seen() == ["Tee und Wörter"]
    stories.withdraw_story(actor=world.omar, story=story, reason="Der Raum ist weg.")
    assert (story.status, seen()) == ("withdrawn", [])
    stories.reopen_story(actor=world.omar, story=story)
    stories.discard_story(actor=world.omar, story=story)
    acts = ProtocolEvent.objects.filter(subject=story.uuid).order_by("pk").values_list("act", flat=True)
    assert [act.removeprefix("story_") for act in acts] == [
        "submitted", "returned", "submitted", "published", "withdrawn", "reopened", "deleted",
    ]  # fmt: skip


def test_story_is_seen_by_whom_it_concerns(world: World) -> None:
    draft, person = with_ada(world)
    other = published(world)
    dora = factories.coordinate(factories.user(), district=factories.district("03403"))

    def of(user: User) -> set[int]:
        return set(Story.objects.visible_to(user).values_list("pk", flat=True))

    both = {draft.pk, other.pk}
    assert [of(user) for user in (world.omar, world.ada)] == [both, both]
    assert [of(user) for user in (world.carla, dora, world.mallory)] == [{other.pk}] * 3
    assert list(StoryPerson.objects.visible_to(world.ada)) == [person]
    assert list(StoryPerson.objects.visible_to(world.mallory)) == []


# --- who is in it ---


def test_no_example_is_handed_in_without_the_yes_of_everybody_in_it(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    story = told(world)
    assert (
        refused(lambda: story_people.ask_person(actor=world.omar, story=story, volunteer=world.mallory_volunteer))
        == "not_known_there"
    )
    person = story_people.ask_person(actor=world.omar, story=story, volunteer=world.ada_volunteer)
    assert refused(lambda: stories.submit_story(actor=world.omar, story=story)) == "consent_missing"
    story_people.agree(actor=world.ada, person=person, revision=1, of_age=True)
    story_pictures.set_picture(actor=world.omar, story=story, data=photo(), alt="Ada lacht.", shows="agreed")
    assert refused(lambda: stories.submit_story(actor=world.omar, story=story)) == "consent_missing"  # to other words
    story_people.agree(actor=world.ada, person=person, revision=2, of_age=True)
    published(world, story=story)
    assert seen() == [story.title]
    assert refused(lambda: story_people.remove_person(actor=world.omar, person=person)) == "illegal_transition"


@pytest.mark.parametrize("way", ["own page", "link", "birthday", "years", "hidden home"])
def test_example_is_gone_from_the_moment_a_yes_is(way: str, world: World) -> None:
    story, person = with_ada(world)
    published(world, story=story)
    assert (seen(), story_people.standing(world.ada_volunteer)) == ([story.title], 1)
    if way == "own page":
        story_people.end(actor=world.ada, person=person)
    elif way == "link":
        assert withdrawal.standing(world.ada_volunteer).shown == 1
        assert withdrawal.withdraw_all(volunteer=world.ada_volunteer) == 1
    elif way == "birthday":  # she tells how young she is
        VolunteerDetails.objects.create(
            volunteer=world.ada_volunteer, birth_date=clock.today() - dt.timedelta(days=17 * 365)
        )
    elif way == "hidden home":
        factories.confirmed(world.ada_volunteer, world.football)
        safety.hide_district(actor=world.carla, district=world.club.district, reason="Drohbriefe")
    else:
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2 * 365 + 1)):
            assert seen() == []
        return
    assert seen() == []
    assert withdrawal.standing(world.ada_volunteer).shown == (way == "hidden home")


def test_paper_speaks_for_who_has_no_account_and_ends_before_they_are_of_age(world: World) -> None:
    child = factories.kept(world.cafe)
    born = clock.today().replace(year=clock.today().year - 17, day=1)
    VolunteerDetails.objects.create(volunteer=child, birth_date=born)
    story = told(world)
    person = story_people.ask_person(actor=world.omar, story=story, volunteer=child)
    assert refused(lambda: story_people.agree(actor=world.omar, person=person, revision=1)) == "not_yours"
    story_people.agree(actor=world.mina, person=person, revision=1)
    assert (person.basis, person.expires_on) == ("paper", born.replace(year=born.year + 18) - dt.timedelta(days=1))
    published(world, story=story)
    assert seen() == [story.title]


def test_who_is_forgotten_takes_the_example_along(world: World) -> None:
    """Also one in which the name stands although nobody asked; others stay, and so does the protocol."""
    story, _person = with_ada(world)
    published(world, story=story)
    unasked, other = published(world, story=told(world, text="Danke, Ada Beispiel!")), published(world)
    erasing.erase(actor=None, volunteer=world.ada_volunteer)
    assert list(Story.objects.all()) == [other]
    gone = ProtocolEvent.objects.filter(act="story_deleted").order_by("pk").values_list("subject", "detail")
    assert dict(gone) == {key: {"why": "erased", "status": "published"} for key in (story.uuid, unasked.uuid)}


def test_yes_goes_with_a_record_into_another_one(world: World) -> None:
    story, source, target = told(world), factories.kept(world.cafe), factories.kept(world.cafe)
    person = story_people.ask_person(actor=world.mina, story=story, volunteer=source)
    story_people.agree(actor=world.mina, person=person, revision=1)
    merging.merge(actor=world.mina, source=source, target=target, way="page")
    person.refresh_from_db()
    assert person.volunteer == target
    assert Volunteer.objects.get(pk=source.pk).merged_into == target


def test_drafts_and_what_was_withdrawn_are_let_go_after_their_time(world: World) -> None:
    kept, draft, gone = published(world), told(world), published(world)
    stories.withdraw_story(actor=world.omar, story=gone)
    after = clock.today() + dt.timedelta(days=1)
    assert set(story_data.DRAFTS.over(clock.today())) == set()
    assert set(story_data.DRAFTS.over(after)) == {draft, gone}
    story_data.DRAFTS.let_go([kept.pk, draft.pk, gone.pk])
    assert list(Story.objects.all()) == [kept]


# --- doing likewise ---


def test_adoptions_are_counted_once_and_only_where_the_public_sees_who(world: World) -> None:
    story = published(world)
    adoption = adopting.adopt_story(actor=world.mallory, story=story, organisation=world.club, note=" Mit  Kaffee ")

    def counted() -> int:
        found = Story.objects.with_adoptions().get(pk=story.pk)
        return int(found.adopted)  # type: ignore[attr-defined]  # of with_adoptions

    assert (adoption.note, counted()) == ("Mit Kaffee", 1)
    assert list(StoryAdoption.objects.visible_to(world.omar)) == [adoption]
    hiding = safety.hide_district(actor=world.carla, district=world.club.district, reason="Drohbriefe")
    assert (seen(), counted()) == ([story.title], 0)
    type(hiding).objects.all().delete()
    adopting.end_adoption(actor=world.mallory, adoption=adoption)
    assert counted() == 0
    adopting.adopt_story(actor=world.mallory, story=story, organisation=world.club)
    assert counted() == 1
    draft = told(world)
    assert (
        refused(lambda: adopting.adopt_story(actor=world.mallory, story=draft, organisation=world.club))
        == "not_published"
    )


# --- pictures ---


def test_picture_is_drawn_anew_without_what_the_camera_wrote(world: World) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Spürnase", 6  # maker; turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    data = photo(size=(2400, 1200), exif=exif, comment=b"bei Ada zu Hause")
    assert b"Ada" in data
    kept = story_pictures.set_picture(
        actor=world.omar, story=told(world), data=data, alt=" Ein  Tisch. ", shows="nobody"
    )
    assert (kept.width, kept.height, kept.alt) == (800, 1600, "Ein Tisch.")
    for stored, most in ((kept.data, 1600), (kept.small, 640)):
        image = Image.open(io.BytesIO(stored))
        assert (image.format, image.mode, max(image.size)) == ("JPEG", "RGB", most)
        assert (
            dict(image.getexif()),
            set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"},
        ) == ({}, set())
        assert b"Ada" not in stored


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_picture"),
        (photo()[:200], "no_picture"),
        (photo(form="GIF"), "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_picture"),
        (photo(size=(5000, 4001), form="PNG", mode="1"), "picture_too_large"),
        (bytes(story_pictures.MOST_BYTES + 1), "picture_too_large"),
    ],
    ids=["empty", "cut off", "gif", "svg", "too many pixels", "too many bytes"],
)
def test_what_is_no_picture_is_refused_before_it_costs(data: bytes, code: str) -> None:
    assert refused(lambda: story_pictures.draw(data)) == code


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK"), ("PNG", "I;16")]
)
def test_every_kind_of_picture_becomes_a_jpeg(form: str, mode: str) -> None:
    if mode == "I;16":
        out = io.BytesIO()
        Image.new(mode, (8, 8)).save(out, form)
        data = out.getvalue()
    else:
        data = photo(form=form, mode=mode)
    assert Image.open(io.BytesIO(story_pictures.draw(data).large)).format == "JPEG"


def test_picture_is_replaced_and_removed_in_drafts_alone(world: World) -> None:
    story = told(world)
    for alt in ("Eins", "Zwei"):
        story_pictures.set_picture(actor=world.omar, story=story, data=photo(), alt=alt, shows="nobody")
    assert list(StoryPicture.objects.values_list("alt", flat=True)) == ["Zwei"]
    story_pictures.remove_picture(actor=world.omar, story=story)
    assert (StoryPicture.objects.count(), story.revision) == (0, 4)
    published(world, story=story)
    again: dict[str, Any] = {"actor": world.omar, "story": story, "data": photo(), "alt": "Drei", "shows": "nobody"}
    assert refused(lambda: story_pictures.set_picture(**again)) == "illegal_transition"
    assert refused(lambda: story_pictures.set_picture(**again | {"shows": "some"})) == "consent_unsaid"
