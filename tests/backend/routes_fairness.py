"""Who gets what from where: who is thanked, published figures, one's gender (see `routes.py`). No year is published."""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
COORDINATORS = "401 404 404 404 200 200 404 404"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "koordination/fairness", "302 404 404 404 200 200 404 404"),
    Route("GET", f"{API}/fairness/gender", "401 200 200 200 200 200 200 200"),
    Route("GET", f"{API}/fairness/<slug:by>", COORDINATORS, "breakdown"),
    Route("GET", f"{API}/fairness/<slug:by>/<int:year>", COORDINATORS, "breakdown year"),
    Route("GET", f"{API}/volunteers/{U}/gender", "401 200 404 404 404 404 404 404", "ada"),
    Route(
        "POST",
        f"{API}/volunteers/{U}/gender",
        "401 200 403 403 403 404 404 404",
        "ada",
        body=lambda _: {"gender": "female"},
    ),
    Route("GET", f"{API}/figures", "200"),
    Route("GET", f"{API}/figures/<int:year>/<slug:by>", "404", "year breakdown"),
]
