"""Who gets what from where: weekly plans (see `routes.py`). Ada proposed one to the café, nobody agreed yet."""

from tests.backend.route import Route

API = "api/v1"
HERE = "stelle/<uuid:organisation>"
U = "<uuid:uuid>"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "ich/plaene", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/plaene", "302 400 302 302 302 302 400 302"),  # an empty form
    Route("POST", f"ich/plaene/{U}", "302 302 302 302 302 302 404 302", "plan"),  # who does not help is led away
    Route("GET", f"{HERE}/plaene", "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/plaene", "302 404 400 400 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/plaene/<uuid:plan>", "302 404 302 302 404 404 404 404", "cafe plan"),
    Route("GET", f"{API}/weekly-plans", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/weekly-plans",
        "401 201 403 403 403 400 400 400",  # a person whom one does not see is a wrong field of the body
        body=lambda things: {
            "volunteer": things["ada"],
            "activity": things["football"],
            "weekdays": [0],
            "minutes": 90,
            "starts_on": "2099-01-01",
            "ends_on": "2099-06-30",
        },
    ),
    Route("GET", f"{API}/weekly-plans/{U}", "401 200 200 200 200 404 404 404", "plan"),
    Route("POST", f"{API}/weekly-plans/{U}/agree", "401 403 200 200 403 404 404 404", "plan"),
    Route("POST", f"{API}/weekly-plans/{U}/end", "401 200 200 200 403 404 404 404", "plan"),
]
