"""Who gets what from where: confirming by mail link (see `routes.py`). Ada asked somebody about an entry."""

from tests.backend.route import Route

API = "api/v1"
HERE = "stelle/<uuid:organisation>"
U = "<uuid:uuid>"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    # Whoever holds the link, and whoever they are.
    Route("GET", "b/<slug:token>", "200", "token"),
    Route("POST", "b/<slug:token>", "400", "token"),  # says nothing of any entry
    Route("GET", "m/<slug:link>", "200", "stop"),
    Route("POST", "m/<slug:link>", "302", "stop"),
    Route("GET", "ich/bestaetigung", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/bestaetigung", "302 302 302 302 302 302 302 302"),  # about nothing that waits
    Route("POST", f"ich/bestaetigung/{U}/zurueckziehen", "302 302 302 302 302 302 404 302", "link"),
    Route("GET", f"{HERE}/kontakte", "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/kontakte", "302 404 403 400 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/kontakte/<uuid:contact>/entfernen", "302 404 403 302 404 404 404 404", "cafe contact"),
    Route("GET", f"{API}/confirmation-links", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/confirmation-links",
        "401 409 400 400 400 400 409 400",  # nothing else waits there; who does not help has no hours
        body=lambda things: {"organisation": things["cafe"], "email": "lena@example.net"},
    ),
    Route("GET", f"{API}/confirmation-links/{U}", "401 200 404 404 404 404 404 404", "link"),
    Route("POST", f"{API}/confirmation-links/{U}/revoke", "401 200 404 404 404 404 404 404", "link"),
    Route("GET", f"{API}/contact-addresses", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/contact-addresses",
        "401 403 403 201 403 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "name": "Büro", "email": "buero@example.net"},
    ),
    Route("GET", f"{API}/contact-addresses/{U}", "401 200 200 200 200 200 200 200", "contact"),
    Route("DELETE", f"{API}/contact-addresses/{U}", "401 403 403 204 403 403 403 403", "contact"),
]
