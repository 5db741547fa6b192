"""Who gets what from where: legal (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = [
    Route("GET", "barrierefreiheit", "200"),
    Route("GET", "barriere-melden", "200"),
    Route("POST", "barriere-melden", "400", body=lambda _: {}),
    Route("GET", "datenschutz", "200"),
    Route("GET", "impressum", "200"),
    Route("GET", "leichte-sprache", "200"),
]
