"""Who gets what from where: the way to the Ehrenamtskarte (see `routes.py`). Ada asked the café for its word."""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
HERE = "stelle/<uuid:organisation>/leute"
EVERYBODY = "401 200 200 200 200 200 200 200"
MEMBERS = "302 404 200 200 404 404 404 404"
SENT_ON = "302 404 302 302 404 404 404 404"
UNFIT = "302 404 400 400 404 404 404 404"  # an empty form

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "ich/karte", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/karte", "302 302 302 302 302 302 409 302"),  # Mallory has no hours
    Route("GET", "ich/karte/anlage.pdf", "302 200 404 404 404 404 404 404"),
    Route("POST", f"ich/karte/befreiung/{U}", "302 302 404 404 404 404 404 404", "waiver"),
    Route("GET", f"{HERE}/ehrenamtskarte", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/ehrenamtskarte/<uuid:part>", SENT_ON, "cafe part"),
    Route("GET", f"{HERE}/<uuid:volunteer>/befreiung", MEMBERS, "cafe ada"),
    Route("POST", f"{HERE}/<uuid:volunteer>/befreiung", UNFIT, "cafe ada"),
    # API
    Route("GET", f"{API}/me/standing", EVERYBODY),
    Route("GET", f"{API}/waivers", EVERYBODY),
    Route(
        "POST",
        f"{API}/waivers",
        "401 400 201 201 403 400 400 400",  # Carla sees Olga, but does not act for the café
        body=lambda things: {
            "volunteer": things["olga"],
            "organisation": things["cafe"],
            "kind": "fire_brigade",
            "held_since": "2026-01-01",
        },
    ),
    Route("POST", f"{API}/waivers/{U}/withdraw", "401 200 200 200 200 404 404 404", "waiver"),
    Route("GET", f"{API}/card-annexes", EVERYBODY),
    Route("POST", f"{API}/card-annexes", "401 201 403 403 403 403 409 403"),
    Route("GET", f"{API}/card-annexes/{U}/pdf", "401 200 404 404 404 404 404 404", "annex"),
    Route("GET", f"{API}/annex-parts", EVERYBODY),
    Route(
        "POST",
        f"{API}/annex-parts/{U}/decide",
        "401 403 200 200 200 404 404 404",  # Ada's own
        "part",
        lambda _: {"confirmed": True},
    ),
]
