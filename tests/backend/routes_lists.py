"""Who gets what from where: lists of thanks (see `routes.py`). Carla drafted them, so another person checks them."""

from typing import Any

from tests.backend.route import Route, Things

API = "api/v1/recognition-lists"
U = "<uuid:uuid>"
PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
SIGNED_IN = "401 200 200 200 200 200 200 200"
CARLA_ALONE = "401 404 404 404 200 404 404 404"
CARLAS_OWN = "401 404 404 404 403 404 404 404"
PAGE, REFUSED = "302 404 404 404 200 404 404 404", "302 404 404 404 400 404 404 404"


def new(things: Things) -> dict[str, Any]:
    return {"slug": "neu", "title": "Neu", "district": things["ags"], **PERIOD}


#       anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "danke/<slug:slug>.csv", "200", "slug"),
    Route("GET", "danke/<slug:slug>.pdf", "404", "slug"),  # nobody agreed to print
    Route("GET", "danke/<slug:slug>/feed.xml", "200", "slug"),
    Route("GET", f"koordination/listen/{U}/aendern", PAGE, "draft_list"),
    Route("POST", f"koordination/listen/{U}/aendern", REFUSED, "draft_list"),  # an empty form
    Route("GET", f"koordination/listen/{U}/erneuern", PAGE, "published_list"),
    Route("POST", f"koordination/listen/{U}/erneuern", REFUSED, "published_list"),
    Route("GET", API, SIGNED_IN),
    Route("POST", API, "401 403 403 403 201 403 403 403", body=new),
    Route("GET", f"{API}/{U}", CARLA_ALONE, "draft_list"),
    Route("PATCH", f"{API}/{U}", CARLA_ALONE, "draft_list", body=lambda _: {"title": "Anders"}),
    Route("DELETE", f"{API}/{U}", "401 404 404 404 204 404 404 404", "draft_list"),
    Route("GET", f"{API}/{U}/preview", CARLA_ALONE, "draft_list"),
    Route("GET", f"{API}/{U}/versions", CARLA_ALONE, "published_list"),
    Route("POST", f"{API}/{U}/check", CARLAS_OWN, "draft_list", body=lambda _: {"revision": 1}),
    Route(
        "POST", f"{API}/{U}/return", CARLA_ALONE, "checked_list", body=lambda _: {"reason": "Der Titel stimmt nicht."}
    ),
    Route("POST", f"{API}/{U}/publish", CARLA_ALONE, "checked_list"),
    Route("POST", f"{API}/{U}/renew", "401 403 403 403 201 403 403 403", "published_list", body=lambda _: PERIOD),
    Route("POST", f"{API}/{U}/withdraw", "401 403 403 403 200 403 403 403", "published_list"),
]
