"""Withdrawn means gone from every public answer within a minute: the page, the feed, the API, the file, the cache.

The addresses come from the table of routes, so a new one that everybody may read is asked here by itself.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from backend.common.public import PROMISED_SECONDS
from recognition.models import ListEntry, StoryPerson
from recognition.services import lists, statistics, story_people
from tests import factories
from tests.backend.route import Route
from tests.backend.routes import ROUTES
from tests.backend.stage import END, START, Stage
from tests.backend.test_routes import things_of
from tests.certificates.press.samples import pages_by_mupdf
from volunteers.models import Activity, District, Organisation
from volunteers.services import consent, correcting, erasing, safety, totals, withdrawal

# On the database of production; the services whose words these are, on both.
pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.postgres]

# The holder's own papers, and links that somebody was sent: secret addresses, kept by no cache (asserted below).
SECRET = ("v/", "urkunde/", "b/", "m/", "e/", "a/")
PRINTED = "danke/<slug:slug>.pdf"  # not found where fewer than three agreed to print
FIGURES = "api/v1/figures/<int:year>/<slug:by>"  # not found before the year is published
# Kept for longer than a minute by caches; they tell of no person and no organisation.
LONGER = {
    "robots.txt",
    "favicon.ico",
    ".well-known/security.txt",
    ".well-known/did.json",
    "status/<int:number>",
    "manifest.webmanifest",
    "api/v1/openapi",
    "api/v1/competences",
    "api/v1/districts",
    "api/v1/districts/<slug:ags>",
    "api/v1/fields",
    "api/v1/fields/<slug:code>",
}


PLACES = ("region_list", "organisation_list", "print")


def everybodys() -> list[Route]:
    """Every address that anybody may read."""
    return [
        route
        for route in ROUTES
        if route.method == "GET"
        and (route.expected.split()[0] in {"200", "301"} or route.pattern in {PRINTED, FIGURES})
    ]


def answers(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each public address with what it says."""
    things = things_of(stage)
    for route in everybodys():
        if not route.pattern.startswith(SECRET):
            answer = Client().get(route.address(things))
            if answer["Content-Type"].startswith("image/"):
                continue  # a picture is drawn of what its page says
            paper = answer["Content-Type"] == "application/pdf"
            yield (
                route.pattern,
                " ".join(pages_by_mupdf(answer.content)) if paper else answer.content.decode(),
            )


def naming(stage: Stage, words: list[str]) -> dict[str, set[str]]:
    """For each word that is said in public, where."""
    found: dict[str, set[str]] = {}
    for pattern, said in answers(stage):
        for word in words:
            if word in said:
                found.setdefault(word, set()).add(pattern)
    return found


def is_named(stage: Stage, word: str) -> bool:
    """Whether that word is said in public anywhere; the rest is not asked once it was found."""
    return any(word in said for _pattern, said in answers(stage))


@pytest.fixture
def shown(stage: Stage) -> Stage:
    """Ada's name stands wherever it may, on a list that lasts without her; the café has a list of its own.

    The figures of the year are published.
    """
    world = stage.world
    rest = [factories.helper("Kim", f"Muster{number}") for number in range(5)]
    for person in rest:
        factories.confirmed(person, world.talking, day=START)
        factories.consent(person)
        factories.consent(person, place="organisation_list")
        factories.consent(person, place="print")
    for number in range(3):  # whoever appears under another name could be any of them
        factories.confirmed(factories.helper("Still", f"Ungenannt{number}"), world.talking, day=START)
    ListEntry.objects.bulk_create(ListEntry(list=stage.published_list, volunteer=person) for person in rest)
    for place in PLACES:
        consent.give_consent(
            actor=world.ada, volunteer=world.ada_volunteer, place=place, display_form="full_name", of_age=True
        )
    scope = {"actor": world.carla, "period_start": START, "period_end": END, "organisation": world.cafe}
    draft = lists.create_list(**scope, slug="danke-cafe", title="Danke vom Café")  # type: ignore[arg-type]  # of several kinds
    lists.publish_list(actor=world.carla, recognition_list=factories.checked(draft))
    totals.reconcile()
    assert statistics.publish(year=START.year) is not None
    return stage


def test_withdrawn_names_are_in_no_public_answer(shown: Stage) -> None:
    """The name, its initial form and the alias: of three people, each found before and nowhere after."""
    words = {
        "Ada Beispiel": ("full_name", ""),
        "Kim M.": ("first_name", ""),
        "Sternschnuppe": ("alias", "Sternschnuppe"),
    }
    ada = shown.world.ada_volunteer
    people = [
        ada,
        *(entry.volunteer for entry in shown.published_list.entries.exclude(volunteer=ada).order_by("-pk")[:2]),
    ]
    for person, (form, alias) in zip(people, words.values(), strict=True):
        assert person.user is not None
        for place in PLACES:
            consent.give_consent(
                actor=person.user, volunteer=person, place=place, display_form=form, alias=alias, of_age=True
            )
    named = {"danke/<slug:slug>", "danke/<slug:slug>/einbetten", "danke/<slug:slug>.csv", PRINTED}
    named |= {"api/v1/thanks/<slug:slug>"}
    assert naming(shown, list(words)) == dict.fromkeys(words, named)
    for person in people:
        link = withdrawal.url_of(person).removeprefix(settings.PUBLIC_URL)
        assert Client().post(link).status_code == 302
    assert naming(shown, [*words, *(person.name for person in people)]) == {}
    assert "Muster0" in Client().get(f"/danke/{shown.published_list.slug}").content.decode()


def test_hidden_district_is_in_no_public_answer(shown: Stage) -> None:
    """Also on a list of the whole state: whom something ties to the district is left out."""
    world = shown.world
    wide = {"actor": world.carla, "period_start": START, "period_end": END, "field": world.talking.field}
    draft = lists.create_list(**wide, slug="danke-sprache", title="Danke fürs Deutschlernen")  # type: ignore[arg-type]  # as above
    elsewhere = [factories.helper("Toni", f"Anderswo{number}") for number in range(3)]
    emden = District.objects.get(ags="03402")
    there = Organisation.objects.create(slug="emden", name="Treff", kind="association", district=emden)
    course = Activity.objects.create(organisation=there, title="Kurs", field=world.talking.field, district=emden)
    for person in elsewhere:
        factories.confirmed(person, course, day=START)
        factories.consent(person)
    lists.publish_list(actor=world.carla, recognition_list=factories.checked(draft))
    secret = ["Ada Beispiel", "Muster0", "Sprachcafé", "Danke, Leer", "Danke vom Café"]
    assert naming(shown, secret).keys() == set(secret)
    assert _in_sitemap(world.cafe)
    hiding = safety.hide_district(actor=world.carla, district=District.objects.get(ags="03457"), reason="Drohbriefe")
    assert naming(shown, secret) == {}
    assert not _in_sitemap(world.cafe)
    assert "Anderswo0" in _wide()
    assert "Muster0" not in _wide()
    for end in ("", "/einbetten", ".csv", ".pdf", "/feed.xml"):
        assert Client().get(f"/danke/danke-leer{end}").status_code == 404
    for address in ("/danke/danke-leer", "/api/v1/thanks/danke-leer"):
        assert Client().get(address).status_code == 404
    # Strangers with an account see no list of there either; who coordinates it does.
    for user, number in ((world.mallory, 0), (world.carla, 2)):
        client = Client()
        client.force_login(user)
        found = client.get("/api/v1/recognition-lists").json()["results"]
        assert sum(row["slug"] in {"danke-leer", "danke-cafe"} for row in found) == number
    safety.ask_to_show(actor=world.carla, hiding=hiding, reason="Vorbei")
    dora_too = factories.coordinate(factories.user())
    safety.show_district(actor=dora_too, hiding=hiding)
    assert "Ada Beispiel" in Client().get("/danke/danke-leer").content.decode()


def test_name_without_hours_any_more_is_in_no_public_answer(shown: Stage) -> None:
    """A correction that both sides agreed on took them all."""
    world, entry = shown.world, shown.confirmed
    assert is_named(shown, "Ada Beispiel")
    correcting.withdraw(actor=world.ada, correction=shown.correction, way="api")
    asked = correcting.propose(actor=world.ada, entry=entry, minutes=-entry.minutes, reason="War krank", way="api")
    correcting.agree(actor=world.mina, correction=asked, way="api")
    assert naming(shown, ["Ada Beispiel"]) == {}


def test_erased_name_is_in_no_public_answer(shown: Stage) -> None:
    assert is_named(shown, "Ada Beispiel")
    erasing.erase(actor=None, volunteer=shown.world.ada_volunteer)
    assert naming(shown, ["Ada Beispiel"]) == {}


def told_of_leer() -> list[str]:
    """What everybody reads of the district in the figures of the year: on the page, in the file, from the API."""
    year = START.year
    page = Client().get(f"/zahlen?jahr={year}").content.decode()
    row = re.search(r'<th scope="row"><bdi>Leer</bdi>.*?</tr>', page, re.DOTALL)
    file = Client().get(f"/zahlen.csv?jahr={year}").content.decode()
    lines = Client().get(f"/api/v1/figures/{year}/district").json()["lines"]
    return [
        re.sub(r"<[^>]+>", " ", row[0]) if row else "",
        next(line for line in file.splitlines() if ";03457;" in line),
        next(f"{line['people']} {line['minutes']} {line['hidden']}" for line in lines if line["key"] == "03457"),
    ]


def test_published_year_leaves_out_a_hidden_district_at_once_and_tells_nothing_of_a_person(shown: Stage) -> None:
    """A withdrawal, a correction and an erasure change no number; who compares two days learns nothing."""
    world, published = shown.world, told_of_leer()
    people, minutes = 11, shown.world.cafe.hours.counting().total_minutes()
    assert str(people) in published[0].split()
    assert published[1].split(";")[3:6] == [str(minutes), str(round(minutes / 60)), str(people)]
    assert published[2] == f"{people} {minutes} False"
    assert Client().post(withdrawal.url_of(world.ada_volunteer).removeprefix(settings.PUBLIC_URL)).status_code == 302
    correcting.agree(actor=world.mina, correction=shown.correction, way="api")
    erasing.erase(actor=None, volunteer=world.ada_volunteer)
    assert told_of_leer() == published
    safety.hide_district(actor=world.carla, district=District.objects.get(ags="03457"), reason="Drohbriefe")
    page, file, api = told_of_leer()
    assert "zu wenige für eine Angabe" in page
    assert file.split(";")[3:7] == ["", "", "", ""]
    assert api == "None None True"


def test_example_is_in_no_public_answer_once_a_yes_is_gone_or_its_district_hidden(shown: Stage) -> None:
    """A withdrawal by the link from any mail, a hidden district, an erasure: page, picture, list, feed."""
    world = shown.world
    words = ["Tee und Wörter", "Eine Teekanne.", "Küchentisch"]
    pages = {"beispiele", "beispiele/feed.xml", "beispiele/<slug:slug>"}
    told = {"Tee und Wörter": pages, "Küchentisch": {"beispiele/<slug:slug>"}}
    told |= {"Eine Teekanne.": {"beispiele", "beispiele/<slug:slug>"}}
    assert naming(shown, words) == told

    def is_gone() -> bool:
        slug = shown.published_story.slug
        found = {Client().get(f"/beispiele/{slug}{end}").status_code for end in ("", "/bild.jpg", "/vorschau.jpg")}
        return found == {404} and naming(shown, words) == {}

    hiding = safety.hide_district(actor=world.carla, district=world.cafe.district, reason="Drohbriefe")
    assert is_gone()
    type(hiding).objects.filter(pk=hiding.pk).delete()
    StoryPerson.objects.filter(pk=shown.story_person.pk).update(story=shown.published_story)
    assert is_gone()
    shown.story_person.refresh_from_db()
    story_people.agree(actor=world.ada, person=shown.story_person, revision=shown.published_story.revision, of_age=True)
    assert naming(shown, words) == told
    assert Client().post(withdrawal.url_of(world.ada_volunteer).removeprefix(settings.PUBLIC_URL)).status_code == 302
    assert is_gone()
    story_people.agree(actor=world.ada, person=shown.story_person, revision=shown.published_story.revision, of_age=True)
    erasing.erase(actor=None, volunteer=world.ada_volunteer)
    assert is_gone()


def _in_sitemap(organisation: Organisation) -> bool:
    return str(organisation.uuid) in Client().get("/sitemap.xml").content.decode()


def _wide() -> str:
    return Client().get("/danke/danke-sprache").content.decode()


def test_public_answer_is_no_older_than_promised(stage: Stage) -> None:
    """Our proxy and the browser behind it, each fresh and then stale: the sum that backend.common.public states."""
    things = things_of(stage)
    slow, kept = set(), 0
    for route in everybodys():
        answer = Client().get(route.address(things))
        told = {
            name: int(value or 0)
            for name, value in re.findall(r"([\w-]+)(?:=(\d+))?", answer.get("Cache-Control", "no-store"))
        }
        if "public" not in told:
            continue
        kept += 1
        stale = told.get("stale-while-revalidate", 0)
        assert not told.keys() & {"stale-if-error"}
        proxy = told.get("s-maxage", told.get("max-age", 0)) + stale
        if proxy + told.get("max-age", 0) + stale > PROMISED_SECONDS - 5:  # 5 s for making it and whole seconds
            slow.add(route.pattern)
        assert not route.pattern.startswith(SECRET)
    assert slow == LONGER
    assert kept > 10


def test_withdrawal_page_tells_neither_whose_it_is_nor_under_which_name(shown: Stage) -> None:
    world = shown.world
    consent.give_consent(
        actor=world.ada,
        volunteer=world.ada_volunteer,
        place="print",
        display_form="alias",
        alias="Sternschnuppe",
        of_age=True,
    )
    address = withdrawal.url_of(world.ada_volunteer).removeprefix(settings.PUBLIC_URL)
    answer = Client().get(address)
    page = answer.content.decode()
    for word in ("Gute Beispiele", "gutes Beispiel"):  # of the menu and of the question; nobody's name
        page = page.replace(word, "")
    assert page.count("erlaubt seit") == 3
    for word in ("Ada", "Beispiel", "Sternschnuppe", str(world.ada_volunteer.uuid), "example.org"):
        assert word not in page
    assert answer.cookies == {}
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
