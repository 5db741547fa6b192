"""Who gets what from where: files of what a role sees (see `routes.py`). Mina's was not built."""

from tests.backend.route import Route, Things

API = "api/v1/exports"
DESK = "stelle/<uuid:organisation>/daten"


def desk(things: Things) -> dict[str, str]:
    return {"organisation": things["cafe"], "form": "csv"}


#       anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", DESK, "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", DESK, "302 404 400 400 404 404 404 404", "cafe"),  # an empty form
    Route("GET", "koordination/daten", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/daten", "302 404 404 404 400 400 404 404"),
    Route("GET", "daten/<uuid:uuid>", "302 404 404 409 404 404 404 404", "data_file"),
    Route("GET", f"{API}/kinds", "401 200 200 200 200 200 200 200"),
    Route("GET", API, "401 200 200 200 200 200 200 200"),
    Route("POST", API, "401 403 202 202 403 403 403 403", body=desk),
    Route("GET", f"{API}/<uuid:uuid>", "401 404 404 200 404 404 404 404", "data_file"),
    Route("GET", f"{API}/<uuid:uuid>/file", "401 404 404 409 404 404 404 404", "data_file"),
]
