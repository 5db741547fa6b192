"""Pages of good examples and prizes: what everybody reads, and what each side does there."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recognition.models import Prize, Story, StoryAdoption, StoryPerson
from recognition.services import adopting, stories, story_pictures
from tests import factories
from tests.cast import World
from tests.recognition.pictures import photo
from tests.recognition.test_stories import published, told, with_ada
from volunteers.models import User

Queries = Callable[[int], Any]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(world: World) -> Story:
    """With a picture and a title that would end a script."""
    story = told(world, title="Tee </script><b>fett</b> & mehr", needs="Eine Kanne.")
    story_pictures.set_picture(actor=world.omar, story=story, data=photo(), alt="Eine Kanne.", shows="nobody")
    return published(world, story=story)


def test_public_page_tells_people_and_programs_the_same(world: World) -> None:
    story = shown(world)
    adopting.adopt_story(actor=world.mallory, story=story, organisation=world.club)
    answer = Client().get(f"/beispiele/{story.slug}")
    page = answer.content.decode()
    assert answer.cookies == {}
    assert page.count("<h1") == 1
    assert "<b>fett" not in page
    assert 'alt="Eine Kanne."' in page
    assert "Eine Organisation hat es übernommen:" in page
    assert "Sportverein" in page
    element = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert element is not None
    said = json.loads(element[1])
    assert (said["@type"], said["headline"], said["author"]["name"]) == ("Article", story.title, "Sprachcafé")
    assert said["interactionStatistic"]["userInteractionCount"] == 1
    assert (said["image"]["width"], said["image"]["caption"]) == (64, "Eine Kanne.")
    assert "Omar" not in page
    for end in ("bild", "vorschau"):
        picture = Client().get(f"/beispiele/{story.slug}/{end}.jpg")
        assert (picture["Content-Type"], picture.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    feed = Client().get("/beispiele/feed.xml").content.decode()
    assert (story.summary in feed, story.text in feed, feed.count("<entry>")) == (True, False, 1)


def test_index_costs_the_same_with_one_example_and_with_three(world: World, django_assert_num_queries: Queries) -> None:
    shown(world)
    with django_assert_num_queries(4):
        assert Client().get("/beispiele").content.decode().count("story-card") == 1
    for _ in range(2):
        shown(world)
    with django_assert_num_queries(4):
        assert Client().get("/beispiele").content.decode().count("story-card") == 3
    assert Client().get("/beispiele?feld=living").content.decode().count("story-card") == 0


def test_organisation_tells_asks_and_hands_in_without_javascript(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    omar, here = as_(world.omar), f"/stelle/{world.cafe.uuid}/beispiele"
    said = {"title": "Tee", "summary": "Kurz", "text": "Lang", "field": world.talking.field.code}
    wrong = omar.post(f"{here}/neu", said)
    assert (wrong.status_code, "Lang" in wrong.content.decode()) == (400, True)
    made = omar.post(f"{here}/neu", said | {"district": world.cafe.district.ags})
    one = made["Location"]
    story = Story.objects.get()
    assert one == f"{here}/{story.uuid}"
    unsaid = omar.post(f"{one}/bild", {"alt": "Rot", "shows": "nobody"})
    assert (unsaid.status_code, "Bitte wählen Sie ein Bild aus." in unsaid.content.decode()) == (400, True)
    file = SimpleUploadedFile("x.jpg", photo(), "image/jpeg")
    assert omar.post(f"{one}/bild", {"alt": "Rot", "shows": "nobody", "bild": file})["Location"] == one
    assert omar.get(f"/ich/beispiele/{story.uuid}/bild.jpg")["Content-Type"] == "image/jpeg"
    assert as_(world.mallory).get(f"/ich/beispiele/{story.uuid}/bild.jpg").status_code == 404
    assert "Ada Beispiel" in omar.get(f"{one}?wer=ada").content.decode()
    omar.post(one, {"tun": "fragen", "wen": str(world.ada_volunteer.uuid)})
    refusal = omar.post(one, {"tun": "einreichen"})
    assert (refusal.status_code, "Noch haben nicht alle zugestimmt" in refusal.content.decode()) == (409, True)
    person, ada = StoryPerson.objects.get(), as_(world.ada)
    assert "du bist gefragt" in ada.get("/ich/beispiele").content.decode()
    answer = {"wen": str(person.uuid), "fassung": "2", "tun": "ja"}
    assert ada.post("/ich/beispiele", answer).status_code == 409  # how old is she?
    assert ada.post("/ich/beispiele", answer | {"volljaehrig": "on"}).status_code == 302
    assert omar.post(one, {"tun": "einreichen"}).status_code == 302
    assert as_(world.carla).get("/koordination/beispiele").content.decode().count("eingereicht") == 1
    review = f"/koordination/beispiele/{story.uuid}"
    assert as_(world.carla).post(review, {"tun": "veroeffentlichen", "fassung": "2"}).status_code == 302
    assert Client().get(f"/beispiele/{story.slug}").status_code == 200
    ada.post("/ich/beispiele", {"wen": str(person.uuid), "tun": "nein"})
    assert Client().get(f"/beispiele/{story.slug}").status_code == 404
    assert "gerade nicht zu sehen" in omar.get(one).content.decode()


def test_picture_that_is_too_large_is_refused_with_what_was_typed(world: World) -> None:
    story = told(world)
    big = SimpleUploadedFile("x.jpg", bytes(story_pictures.MOST_BYTES + 1), "image/jpeg")
    here = f"/stelle/{world.cafe.uuid}/beispiele/{story.uuid}/bild"
    page = as_(world.omar).post(here, {"alt": "Rote Kanne", "shows": "agreed", "bild": big})
    assert (page.status_code, "höchstens 10 MB" in page.content.decode()) == (400, True)
    assert "Rote Kanne" in page.content.decode()


def test_other_organisation_adopts_and_stops(world: World) -> None:
    story, mallory = published(world), as_(world.mallory)
    here = f"/stelle/{world.club.uuid}/beispiele/uebernehmen"
    assert story.title in mallory.get(here).content.decode()
    mallory.post(here, {"tun": "uebernehmen", "wen": str(story.uuid), "notiz": "Mit Kaffee"})
    adoption = StoryAdoption.objects.get()
    assert "Mit Kaffee" in as_(world.omar).get(f"/stelle/{world.cafe.uuid}/beispiele/{story.uuid}").content.decode()
    mallory.post(here, {"tun": "beenden", "wen": str(adoption.uuid)})
    assert StoryAdoption.objects.standing().count() == 0


def test_coordinator_gives_back_with_a_reason_that_the_organisation_reads(world: World) -> None:
    story = stories.submit_story(actor=world.omar, story=told(world))
    carla, here = as_(world.carla), f"/koordination/beispiele/{story.uuid}"
    assert carla.post(here, {"tun": "zurueckgeben", "reason": " "}).status_code == 409
    assert (
        carla.post(here, {"tun": "zurueckgeben", "reason": "Wann fing es an?"})["Location"] == "/koordination/beispiele"
    )
    assert (
        "Wann fing es an?" in as_(world.omar).get(f"/stelle/{world.cafe.uuid}/beispiele/{story.uuid}").content.decode()
    )


def test_prize_gets_its_round_and_gives_a_draft_to_take_along(world: World) -> None:
    story, carla = published(world), as_(world.carla)
    prize = Prize.objects.get(code="niedersachsenpreis")
    here = f"/koordination/preise/{prize.uuid}"
    said = {"year": 2030, "opens_on": "2030-04-01", "closes_on": "2030-07-15"}
    assert carla.post(here, said).status_code == 400
    assert carla.post(here, said | {"source": "Staatskanzlei"}).status_code == 302
    assert "Einsendeschluss: 15.07.2030" in carla.get("/koordination/preise").content.decode()
    assert story.title in carla.get(here).content.decode()
    assert "bitte ergänzen" in carla.get(f"{here}/{story.uuid}").content.decode()
    file = carla.get(f"{here}/{story.uuid}.txt")
    assert file["Content-Disposition"] == f'attachment; filename="niedersachsenpreis-{story.slug}.txt"'
    assert "Einsendeschluss: 15. Juli 2030" in file.content.decode()


@pytest.mark.parametrize("page", ["beispiele", "beispiele/uebernehmen"])
def test_desk_costs_the_same_with_one_example_and_with_three(
    page: str, world: World, django_assert_max_num_queries: Queries
) -> None:
    who = {"beispiele": (world.omar, world.cafe)}.get(page, (world.mallory, world.club))
    client, address = as_(who[0]), f"/stelle/{who[1].uuid}/{page}"
    for _ in range(3):
        published(world)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_persons_page_and_review_cost_no_more_with_three(world: World, django_assert_max_num_queries: Queries) -> None:
    for _ in range(3):
        with_ada(world)
    story = Story.objects.order_by("pk")[0]
    for user, address in (
        (world.ada, "/ich/beispiele"),
        (world.omar, f"/stelle/{world.cafe.uuid}/beispiele/{story.uuid}?wer=a"),
    ):
        client = as_(user)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
