"""Who gets what from where: programmes, their rules, what was reached (see `routes.py`). Ada reached her first hour."""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
EVERYBODY = "401 200 200 200 200 200 200 200"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", f"{API}/programmes", EVERYBODY),
    Route("GET", f"{API}/programmes/{U}", EVERYBODY, "programme"),
    Route("GET", f"{API}/programme-rules", EVERYBODY),
    Route(
        "POST",
        f"{API}/programme-rules",
        "401 403 403 403 201 403 403 403",
        body=lambda _: {
            "programme": "hours-25",
            "rule": {"needs": {"total_hours": 20}},
            "valid_from": "2027-01-01",
            "source": "Beschluss der Koordination",
        },
    ),
    Route("GET", f"{API}/programme-rules/{U}", EVERYBODY, "programme_rule"),
    Route("GET", f"{API}/reached", EVERYBODY),
    Route("GET", f"{API}/reached/{U}", "401 200 404 404 200 404 404 404", "reached"),
    Route("GET", "koordination/programme", "302 404 404 404 200 200 404 404"),
]
