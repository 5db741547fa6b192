"""Who gets what from where: obstacles (see `routes.py`). Ada named one for the coordination, Omar one for the café."""

from tests.backend.route import Route

API = "api/v1/obstacles"
U = "<uuid:uuid>"
HERE = "stelle/<uuid:organisation>/hindernisse"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", API, "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        API,
        "401 201 400 400 400 400 201 400",  # who has no record of their own says for which organisation
        body=lambda things: {
            "district": things["ags"],
            "field": things["field"],
            "category": "money",
            "audience": "alliance",
        },
    ),
    Route("GET", f"{API}/{U}", "401 200 404 404 200 404 404 404", "obstacle"),
    Route("DELETE", f"{API}/{U}", "401 204 404 404 403 404 404 404", "obstacle"),
    Route("POST", f"{API}/{U}/mark", "401 403 404 404 200 404 404 404", "obstacle"),
    Route(
        "POST",
        f"{API}/{U}/answer",
        "401 403 404 404 200 404 404 404",
        "obstacle",
        body=lambda _: {"text": "Wir rufen an.", "status": "in_hand"},
    ),
    Route("GET", f"{API}/{U}/answers", "401 200 404 404 200 404 404 404", "obstacle"),
    Route("GET", "ich/hindernis", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/hindernis", "302 400 302 302 302 302 400 302"),  # not said where
    Route("GET", f"ich/hindernis/{U}/zuruecknehmen", "302 200 302 302 302 302 404 302", "obstacle"),
    Route("POST", f"ich/hindernis/{U}/zuruecknehmen", "302", "obstacle"),  # what is not one's own stays
    Route("GET", HERE, "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", HERE, "302 404 400 400 404 404 404 404", "cafe"),
    Route("GET", f"{HERE}/{U}/zuruecknehmen", "302 404 200 200 404 404 404 404", "cafe desk_obstacle"),
    Route("POST", f"{HERE}/{U}/zuruecknehmen", "302 404 302 302 404 404 404 404", "cafe desk_obstacle"),
    Route("GET", "koordination/hindernisse", "302 404 404 404 200 200 404 404"),
    Route("GET", f"koordination/hindernisse/{U}", "302 404 404 404 200 404 404 404", "obstacle"),
    Route("POST", f"koordination/hindernisse/{U}", "302 404 404 404 400 404 404 404", "obstacle"),
]
