"""Who gets what from where: good examples and prizes (see `routes.py`).

The café tells; Ada is in its draft and was asked; Mallory's club does what the published one tells, too.
"""

from typing import Any

from tests.backend.route import Route, Things
from tests.recognition.pictures import as_base64, photo

API = "api/v1"
U = "<uuid:uuid>"
SIGNED_IN = "401 200 200 200 200 200 200 200"
DESK = "stelle/<uuid:organisation>/beispiele"
AT_DESK, REFUSED = "302 404 200 200 404 404 404 404", "302 404 400 400 404 404 404 404"
STAYS = "302 404 302 302 404 404 404 404"
CARLA, COORDINATORS = "302 404 404 404 200 404 404 404", "302 404 404 404 200 200 404 404"


def new(things: Things) -> dict[str, Any]:
    said = {"title": "Neu", "summary": "In Kürze.", "text": "Eines Tages.", "field": "language", "district": "03457"}
    return said | {"organisation": things["cafe"]}


#       anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "beispiele", "200"),
    Route("GET", "beispiele/feed.xml", "200"),
    Route("GET", "beispiele/<slug:slug>", "200", "story_slug"),
    Route("GET", "beispiele/<slug:slug>/bild.jpg", "200", "story_slug"),
    Route("GET", "beispiele/<slug:slug>/vorschau.jpg", "200", "story_slug"),
    Route("GET", "ich/beispiele", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/beispiele", "302 404 302 302 302 302 404 302"),  # about nothing
    Route("GET", "ich/beispiele/<uuid:story>/bild.jpg", "302 200 200 200 200 200 200 200", "published_story"),
    Route("GET", DESK, AT_DESK, "cafe"),
    Route("GET", f"{DESK}/neu", AT_DESK, "cafe"),
    Route("POST", f"{DESK}/neu", REFUSED, "cafe"),
    Route("GET", f"{DESK}/uebernehmen", AT_DESK, "cafe"),
    Route("POST", f"{DESK}/uebernehmen", STAYS, "cafe"),
    Route("GET", f"{DESK}/<uuid:story>", AT_DESK, "cafe draft_story"),
    Route("POST", f"{DESK}/<uuid:story>", STAYS, "cafe draft_story"),
    Route("GET", f"{DESK}/<uuid:story>/aendern", AT_DESK, "cafe draft_story"),
    Route("POST", f"{DESK}/<uuid:story>/aendern", REFUSED, "cafe draft_story"),
    Route("GET", f"{DESK}/<uuid:story>/bild", AT_DESK, "cafe draft_story"),
    Route("POST", f"{DESK}/<uuid:story>/bild", REFUSED, "cafe draft_story"),
    Route("GET", "koordination/beispiele", COORDINATORS),
    Route("GET", f"koordination/beispiele/{U}", CARLA, "submitted_story"),
    Route("POST", f"koordination/beispiele/{U}", "302 404 404 404 302 404 404 404", "submitted_story"),
    Route("GET", "koordination/preise", COORDINATORS),
    Route("GET", f"koordination/preise/{U}", COORDINATORS, "prize"),
    Route("POST", f"koordination/preise/{U}", "302 404 404 404 400 400 404 404", "prize"),
    Route("GET", f"koordination/preise/{U}/<uuid:story>", CARLA, "prize published_story"),
    Route("GET", f"koordination/preise/{U}/<uuid:story>.txt", CARLA, "prize published_story"),
    # API
    Route("GET", f"{API}/stories", SIGNED_IN),
    Route("POST", f"{API}/stories", "401 403 201 201 403 403 403 403", body=new),
    Route("GET", f"{API}/stories/{U}", "401 200 200 200 404 404 404 404", "draft_story"),
    Route(
        "PATCH",
        f"{API}/stories/{U}",
        "401 403 200 200 404 404 404 404",
        "draft_story",
        body=lambda _: {"title": "Anders"},
    ),
    Route("DELETE", f"{API}/stories/{U}", "401 403 204 204 404 404 404 404", "draft_story"),
    Route(
        "POST",
        f"{API}/stories/{U}/picture",
        "401 403 200 200 404 404 404 404",
        "draft_story",
        body=lambda _: {"picture": as_base64(photo()), "alt": "Rot", "shows": "nobody"},
    ),
    Route("DELETE", f"{API}/stories/{U}/picture", "401 403 200 200 404 404 404 404", "draft_story"),
    Route("POST", f"{API}/stories/{U}/submit", "401 403 400 400 404 404 404 404", "draft_story"),  # Ada has not agreed
    Route(
        "POST",
        f"{API}/stories/{U}/publish",
        "401 404 403 403 200 404 404 404",
        "submitted_story",
        body=lambda _: {"revision": 1},
    ),
    Route(
        "POST",
        f"{API}/stories/{U}/return",
        "401 404 403 403 200 404 404 404",
        "submitted_story",
        body=lambda _: {"reason": "Bitte kürzer."},
    ),
    Route(
        "POST",
        f"{API}/stories/{U}/withdraw",
        "401 403 200 200 200 403 403 403",
        "published_story",
        body=lambda _: {"reason": "Vorbei."},
    ),
    Route("POST", f"{API}/stories/{U}/reopen", "401 403 409 409 403 403 403 403", "published_story"),
    Route("GET", f"{API}/stories/{U}/prize-drafts", "401 403 403 403 200 404 403 403", "published_story"),
    Route("GET", f"{API}/story-people", SIGNED_IN),
    Route(
        "POST",
        f"{API}/story-people",
        "401 400 201 201 400 400 400 400",  # others see neither the draft nor Olga
        body=lambda things: {"story": things["draft_story"], "volunteer": things["olga"]},
    ),
    Route("GET", f"{API}/story-people/{U}", "401 200 200 200 404 404 404 404", "story_person"),
    Route("DELETE", f"{API}/story-people/{U}", "401 403 204 204 404 404 404 404", "story_person"),
    Route(
        "POST",
        f"{API}/story-people/{U}/agree",
        "401 200 403 403 404 404 404 404",
        "story_person",
        body=lambda _: {"revision": 1, "of_age": True},
    ),
    Route("POST", f"{API}/story-people/{U}/end", "401 200 403 403 404 404 404 404", "story_person"),
    Route("GET", f"{API}/story-adoptions", SIGNED_IN),
    Route(
        "POST",
        f"{API}/story-adoptions",
        "401 403 400 400 403 403 403 403",  # the café's own example
        body=lambda things: {"story": things["published_story"], "organisation": things["cafe"]},
    ),
    Route("GET", f"{API}/story-adoptions/{U}", "401 404 200 200 200 404 200 404", "story_adoption"),
    Route("POST", f"{API}/story-adoptions/{U}/end", "401 404 403 403 403 404 200 404", "story_adoption"),
    Route("GET", f"{API}/prizes", SIGNED_IN),
    Route("GET", f"{API}/prizes/{U}", SIGNED_IN, "prize"),
    Route("GET", f"{API}/prize-calls", SIGNED_IN),
    Route("GET", f"{API}/prize-calls/{U}", SIGNED_IN, "prize_call"),
    Route(
        "POST",
        f"{API}/prize-calls",
        "401 403 403 403 201 201 403 403",
        body=lambda _: {
            "prize": "niedersachsenpreis",
            "year": 2030,
            "closes_on": "2030-07-15",
            "source": "Pressemitteilung",
        },
    ),
]
