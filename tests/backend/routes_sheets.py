"""Who gets what from where: sign-in sheets (see `routes.py`). One of the café, with Olga's name and two blank rows."""

from tests.backend.route import Route

API = "api/v1/sign-in-sheets"
HERE = "stelle/<uuid:organisation>/listen"
U = "<uuid:uuid>"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", HERE, "302 404 200 200 404 404 404 404", "cafe"),
    Route("GET", f"{HERE}/neu", "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/neu", "302 404 400 400 404 404 404 404", "cafe"),  # an empty form
    Route("GET", f"{HERE}/<uuid:sheet>", "302 404 200 200 404 404 404 404", "cafe sheet"),
    Route("POST", f"{HERE}/<uuid:sheet>", "302 404 302 302 404 404 404 404", "cafe sheet"),
    Route("POST", f"{HERE}/<uuid:sheet>/stand", "302 404 302 302 404 404 404 404", "cafe sheet"),
    Route("GET", f"{HERE}/<uuid:sheet>.pdf", "302 404 200 200 404 404 404 404", "cafe sheet"),
    Route("GET", API, "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        API,
        "401 403 201 201 403 403 403 403",
        body=lambda things: {"activity": things["talking"], "form": "one_day", "blank_rows": 2},
    ),
    Route("GET", f"{API}/{U}", "401 404 200 200 200 404 404 404", "sheet"),
    Route("GET", f"{API}/{U}/rows", "401 404 200 200 200 404 404 404", "sheet"),
    Route("GET", f"{API}/{U}/pdf", "401 404 200 200 200 404 404 404", "sheet"),
    Route(
        "POST",
        f"{API}/{U}/type-in",
        "401 404 200 200 403 404 404 404",
        "sheet",
        body=lambda _things: {"lines": [{"row": "222", "minutes": 60}]},
    ),
    Route("POST", f"{API}/{U}/close", "401 404 200 200 403 404 404 404", "sheet"),
    Route("POST", f"{API}/{U}/reopen", "401 404 409 409 403 404 404 404", "sheet"),  # it is open
    Route("POST", f"{API}/{U}/discard", "401 404 200 200 403 404 404 404", "sheet"),
]
