"""Who gets what from where: joining (see `routes.py`). Gesa asks to join the café; Dora coordinates elsewhere."""

from tests.backend.route import Route

API = "api/v1/join-requests"
U = "<uuid:uuid>"
CARLA_ALONE = "401 404 404 404 200 404 404 404"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "mitmachen/beitreten", "200"),
    Route("POST", "mitmachen/beitreten", "200"),  # as what, the address does not say
    Route("GET", "a/<slug:link>", "200", "asked"),
    Route("POST", "a/<slug:link>", "302", "asked"),  # presses no button
    Route("GET", "koordination/beitritte", "302 404 404 404 200 200 404 404"),
    Route("GET", f"koordination/beitritte/{U}", "302 404 404 404 200 404 404 404", "join_request"),
    Route("POST", f"koordination/beitritte/{U}", "302 404 404 404 400 404 404 404", "join_request"),
    Route("GET", API, "401 200 200 200 200 200 200 200"),
    Route("GET", f"{API}/{U}", CARLA_ALONE, "join_request"),
    Route("POST", f"{API}/{U}/admit", CARLA_ALONE, "join_request", body=lambda _: {}),
    Route("POST", f"{API}/{U}/decline", CARLA_ALONE, "join_request", body=lambda _: {"reason": "Passt nicht."}),
]
