"""Who gets what from where: taking over kept hours, doubles and merging (see `routes.py`).

Ada asked the café; Olga and Petro are kept there, and a third record went into Petro's.
"""

from tests.backend.route import Route

API = "api/v1"
HERE = "stelle/<uuid:organisation>"
U = "<uuid:uuid>"
MEMBERS = "302 404 200 200 404 404 404 404"
FOR_NOBODY = "302 404 404 404 404 404 404 404"  # it names nobody
UNKNOWN_CODE = "401 400 400 400 400 400 400 400"

#         anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("GET", "ich/uebernehmen", "302 200 200 200 200 200 200 200"),
    Route("POST", "ich/uebernehmen", "302 400 400 400 400 400 400 400"),  # an empty form
    Route("GET", f"ich/uebernehmen/{U}", "302 302 404 404 404 404 404 404", "takeover"),  # nothing to take yet
    Route("POST", f"ich/uebernehmen/{U}", "302 302 404 404 404 404 404 404", "takeover"),
    Route("GET", f"{HERE}/uebernahmen", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/uebernahmen", FOR_NOBODY, "cafe"),
    Route("GET", f"{HERE}/uebernahmen/<uuid:takeover>", MEMBERS, "cafe takeover"),
    Route("POST", f"{HERE}/uebernahmen/<uuid:takeover>", "302 404 400 400 404 404 404 404", "cafe takeover"),
    Route("GET", f"{HERE}/doppelte", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/doppelte", FOR_NOBODY, "cafe"),
    Route("GET", f"{HERE}/doppelte/<uuid:first>/<uuid:second>", MEMBERS, "cafe olga petro"),
    Route(
        "POST",
        f"{HERE}/doppelte/<uuid:first>/<uuid:second>",
        "302 404 302 302 404 404 404 404",
        "cafe olga petro",
    ),
    Route("GET", "koordination/doppelte", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/doppelte", FOR_NOBODY),
    Route("GET", "koordination/doppelte/<uuid:first>/<uuid:second>", "302 404 404 404 200 404 404 404", "olga ada"),
    Route("POST", "koordination/doppelte/<uuid:first>/<uuid:second>", "302 404 404 404 302 404 404 404", "olga ada"),
    Route("GET", f"{API}/takeovers", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/takeovers",
        "401 409 201 201 201 201 201 201",  # Ada asked already
        body=lambda things: {"organisation": things["cafe"], "name": "Ada"},
    ),
    Route(
        "POST",
        f"{API}/takeovers/codes",
        "401 400 201 201 403 400 400 400",  # a person whom one does not see is a wrong field of the body
        body=lambda things: {"volunteer": things["olga"]},
    ),
    Route("POST", f"{API}/takeovers/preview-code", UNKNOWN_CODE, body=lambda _: {"code": "AAAA-BBBB-CCCC"}),
    Route("POST", f"{API}/takeovers/take-code", UNKNOWN_CODE, body=lambda _: {"code": "AAAA-BBBB-CCCC"}),
    Route("GET", f"{API}/takeovers/{U}", "401 200 200 200 404 404 404 404", "takeover"),
    Route("GET", f"{API}/takeovers/{U}/preview", "401 400 404 404 404 404 404 404", "takeover"),
    Route("POST", f"{API}/takeovers/{U}/take", "401 400 404 404 404 404 404 404", "takeover"),
    Route(
        "POST",
        f"{API}/takeovers/{U}/agree",
        "401 400 200 200 404 404 404 404",
        "takeover",
        lambda things: {"volunteer": things["olga"]},
    ),
    Route("POST", f"{API}/takeovers/{U}/refuse", "401 403 200 200 404 404 404 404", "takeover"),
    Route("POST", f"{API}/takeovers/{U}/withdraw", "401 200 403 403 404 404 404 404", "takeover"),
    Route("POST", f"{API}/takeovers/{U}/give-back", "401 409 409 409 404 404 404 404", "takeover"),
    Route("GET", f"{API}/merges", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/merges",
        "401 400 201 201 201 400 400 400",
        body=lambda things: {"volunteer": things["olga"], "into": things["petro"]},
    ),
    Route("GET", f"{API}/merges/{U}", "401 404 200 200 200 404 404 404", "merge"),
    Route("POST", f"{API}/merges/{U}/undo", "401 404 200 200 200 404 404 404", "merge"),
    Route("GET", f"{API}/doubles", "401 200 200 200 200 200 200 200"),
    Route(
        "POST",
        f"{API}/doubles",
        "401 400 204 204 204 400 400 400",
        body=lambda things: {"first": things["olga"], "second": things["petro"]},
    ),
    Route("GET", f"{API}/organisations/{U}/doubles", "401 404 200 200 404 404 404 404", "cafe"),
]
