"""Who gets what from where: messages of thanks, shared links, the newsletter's block (see `routes.py`).

Mina's message to Ada waits, Ada's to the café was delivered; Ada shows one of her certificates.
"""

from tests.backend.route import Route

MESSAGES, SHARES = "api/v1/thanks-messages", "api/v1/shares"
U = "<uuid:uuid>"
EVERYBODY = "401 200 200 200 200 200 200 200"
ADA_ALONE = "401 200 404 404 404 404 404 404"
HERE = "stelle/<uuid:organisation>"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", MESSAGES, EVERYBODY),
    Route(
        "POST",
        MESSAGES,
        "401 403 201 201 403 400 400 400",  # a person whom one does not see is a wrong field of the body
        body=lambda things: {
            "side": "organisation",
            "organisation": things["cafe"],
            "volunteers": [things["ada"]],
            "text": "Danke",
        },
    ),
    Route("GET", f"{MESSAGES}/{U}", "401 404 200 200 200 404 404 404", "message"),
    Route("POST", f"{MESSAGES}/{U}/pass", "401 404 403 403 200 404 404 404", "message"),
    Route(
        "POST",
        f"{MESSAGES}/{U}/refuse",
        "401 404 403 403 200 404 404 404",
        "message",
        body=lambda _: {"reason": "Kein Dank"},
    ),
    Route("POST", f"{MESSAGES}/{U}/withdraw", "401 404 200 200 403 404 404 404", "message"),
    Route("POST", f"{MESSAGES}/{U}/report", "401 403 200 200 403 404 404 404", "passed_message"),
    Route("POST", f"{MESSAGES}/{U}/keep", "401 403 403 403 409 404 404 404", "passed_message"),  # nobody reported it
    Route(
        "POST",
        f"{MESSAGES}/{U}/remove",
        "401 403 403 403 200 404 404 404",
        "passed_message",
        body=lambda _: {"reason": "Kränkend"},
    ),
    Route("GET", SHARES, EVERYBODY),
    Route(
        "POST",
        SHARES,
        "401 201 400 400 400 400 400 400",
        body=lambda things: {
            "kind": "milestone",
            "subject": things["reached"],
            "display_form": "anonymous",
            "days": 30,
        },
    ),
    Route("GET", f"{SHARES}/{U}", ADA_ALONE, "share"),
    Route("POST", f"{SHARES}/{U}/end", ADA_ALONE, "share"),
    Route("GET", "geteilt/<slug:token>", "200", "shared"),
    Route("GET", "geteilt/<slug:token>.png", "200", "shared"),
    Route("GET", "ich/teilen", "302 200 302 302 302 302 200 302"),
    Route("GET", "ich/teilen/<slug:kind>/<uuid:subject>", "302 200 302 302 302 302 404 302", "kind certificate"),
    Route("POST", "ich/teilen/<slug:kind>/<uuid:subject>", "302 400 302 302 302 302 404 302", "kind certificate"),
    Route("GET", "ich/dank", "302 200 302 302 302 302 200 302"),
    Route("POST", "ich/dank", "302 400 302 302 302 302 400 302"),
    Route("GET", f"{HERE}/dank", "302 404 200 200 404 404 404 404", "cafe"),
    Route("POST", f"{HERE}/dank", "302 404 400 400 404 404 404 404", "cafe"),
    Route("GET", f"{HERE}/newsletter", "302 404 200 200 404 404 404 404", "cafe"),
    Route("GET", "koordination/dankesgruesse", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/dankesgruesse", "302 404 404 404 404 404 404 404"),  # which one?
    Route("GET", "koordination/dankesgruesse/neu", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/dankesgruesse/neu", "302 404 404 404 400 400 404 404"),
]
