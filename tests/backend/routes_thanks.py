"""Who gets what from where: thanks due (see `routes.py`). Carla coordinates everything, Dora another district."""

from tests.backend.route import Route

API = "api/v1"
COORDINATORS = "401 404 404 404 200 200 404 404"
PAGE = "302 404 404 404 200 200 404 404"
NOT_SEEN = "302 404 404 404 409 409 404 404"  # an empty form: it does not say whom it saw

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "koordination/dank", PAGE),
    Route("POST", "koordination/dank", NOT_SEEN),
    Route("GET", "koordination/dank/abstand", PAGE),
    Route("GET", f"{API}/thanks-due/<slug:by>", COORDINATORS, "breakdown"),
    Route("GET", f"{API}/thanks-gap", "401 200 200 200 200 200 200 200"),  # of what one coordinates, be it nothing
]
