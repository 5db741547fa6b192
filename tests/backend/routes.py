"""Who gets what from where: every address of the project × everybody, about Ada's and the café's things.

Somebody else's thing is 404, never a 403 that tells it exists. `test_routes.py` asks.
"""

from certificates.services import samples
from tests.backend import (
    routes_account,
    routes_consents,
    routes_coordination,
    routes_corrections,
    routes_desk,
    routes_exports,
    routes_legal,
    routes_links,
    routes_me,
    routes_merging,
    routes_my_data,
    routes_offline,
    routes_plans,
    routes_public,
    routes_sheets,
)
from tests.backend.route import Route

SIGNED_IN = "401 200 200 200 200 200 200 200"
CARLA_ALONE = "401 404 404 404 200 404 404 404"
API = "api/v1"
U = "<uuid:uuid>"
PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}

ROUTES = [
    *routes_public.ROUTES,
    *routes_legal.ROUTES,
    *routes_account.ROUTES,
    *routes_consents.ROUTES,
    *routes_me.ROUTES,
    *routes_my_data.ROUTES,
    *routes_offline.ROUTES,
    *routes_merging.ROUTES,
    *routes_plans.ROUTES,
    *routes_sheets.ROUTES,
    *routes_links.ROUTES,
    *routes_desk.ROUTES,
    *routes_exports.ROUTES,
    *routes_coordination.ROUTES,
    *routes_corrections.ROUTES,
    # pages                                     anonymous ada omar mina carla dora mallory root
    Route("GET", "", "200"),
    Route("GET", "danke", "200"),
    Route("GET", "danke/<slug:slug>", "200", "slug"),
    Route("GET", "v/<slug:code>", "200", "code"),
    Route("GET", "v/<slug:code>/credential", "200", "code"),
    Route("GET", "urkunde/<slug:secret>", "200", "secret"),
    Route("GET", "pruefen", "200"),
    Route("POST", "pruefen", "400"),  # nothing to check
    Route("GET", "status/<int:number>", "200", "list"),
    Route("GET", ".well-known/did.json", "200"),
    Route("GET", "healthz", "200"),
    Route("GET", "readyz", "503"),  # measured: in a test nobody is at work
    # session
    Route("POST", f"{API}/auth/sign-in", "400", body=lambda _: {"email": "ada@example.org", "password": "falsch"}),
    Route("POST", f"{API}/auth/sign-out", "401 204 204 204 204 204 204 204"),
    Route("POST", f"{API}/auth/sign-out-everywhere", "401 204 204 204 204 204 204 204"),
    Route("GET", f"{API}/me", SIGNED_IN),
    Route("POST", f"{API}/me/volunteer", "401 409 201 201 201 201 409 201", body=lambda _: {"name": "Ich selbst"}),
    # public
    Route("GET", f"{API}/openapi", "200"),
    Route("GET", f"{API}/docs", "200"),
    Route("GET", f"{API}/thanks/<slug:slug>", "200", "slug"),
    Route("GET", f"{API}/districts", "200"),
    Route("GET", f"{API}/districts/<slug:ags>", "200", "ags"),
    Route("GET", f"{API}/fields", "200"),
    Route("GET", f"{API}/fields/<slug:code>", "200", "field"),
    # the directory: everybody who is signed in reads it
    Route("GET", f"{API}/organisations", SIGNED_IN),
    Route(
        "POST",
        f"{API}/organisations",
        "401 403 403 403 201 403 403 403",
        body=lambda things: {"slug": "neu", "name": "Neu", "kind": "association", "district": things["ags"]},
    ),
    Route("GET", f"{API}/organisations/{U}", SIGNED_IN, "cafe"),
    Route(
        "PATCH",
        f"{API}/organisations/{U}",
        "401 403 403 200 200 403 403 403",
        "cafe",
        body=lambda _: {"website": "https://cafe.example"},
    ),
    Route("GET", f"{API}/organisations/{U}/totals", "401 404 200 200 200 404 404 404", "cafe"),
    Route("GET", f"{API}/activities", SIGNED_IN),
    Route(
        "POST",
        f"{API}/activities",
        "401 403 201 201 403 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "title": "Kochen", "field": "living"},
    ),
    Route("GET", f"{API}/activities/{U}", SIGNED_IN, "talking"),
    Route(
        "PATCH",
        f"{API}/activities/{U}",
        "401 403 200 200 403 403 403 403",
        "talking",
        body=lambda _: {"description": "Jeden Montag"},
    ),
    # roles
    Route("GET", f"{API}/memberships", SIGNED_IN),
    Route(
        "POST",
        f"{API}/memberships",
        "401 403 403 201 201 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "email": "neu@example.org", "role": "confirmer"},
    ),
    Route("GET", f"{API}/memberships/{U}", "401 404 200 200 200 404 404 404", "membership"),
    Route("POST", f"{API}/memberships/{U}/end", "401 404 200 200 200 404 404 404", "membership"),
    Route("GET", f"{API}/coordinator-scopes", SIGNED_IN),
    Route(
        "POST",
        f"{API}/coordinator-scopes",
        "401 403 403 403 201 403 403 403",
        body=lambda _: {"email": "neu@example.org", "kind": "all"},
    ),
    Route("GET", f"{API}/coordinator-scopes/{U}", "401 404 404 404 200 200 404 404", "scope"),
    Route("DELETE", f"{API}/coordinator-scopes/{U}", "401 404 404 404 204 403 404 404", "scope"),
    # people
    Route("GET", f"{API}/volunteers", SIGNED_IN),
    Route(
        "POST",
        f"{API}/volunteers",
        "401 403 201 201 403 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "name": "Neu Dazu"},
    ),
    Route("GET", f"{API}/volunteers/{U}", "401 200 200 200 200 404 404 404", "ada"),
    Route(
        "PATCH", f"{API}/volunteers/{U}", "401 200 403 403 403 404 404 404", "ada", body=lambda _: {"name": "Ada Neu"}
    ),
    Route("GET", f"{API}/volunteers/{U}/details", "401 200 404 404 404 404 404 404", "ada"),
    Route(
        "POST",
        f"{API}/volunteers/{U}/details",
        "401 200 403 403 403 404 404 404",
        "ada",
        body=lambda _: {"birth_date": "1990-05-01", "print_birth_date": True},
    ),
    Route("GET", f"{API}/consents", SIGNED_IN),
    Route(
        "POST",
        f"{API}/consents",
        "401 201 403 403 403 400 400 400",  # a person whom one does not see is a wrong field of the body
        body=lambda things: {
            "volunteer": things["ada"],
            "place": "print",
            "display_form": "full_name",
            "of_age": True,
        },
    ),
    Route("GET", f"{API}/consents/{U}", "401 200 404 404 404 404 404 404", "consent"),
    Route("POST", f"{API}/consents/{U}/withdraw", "401 200 404 404 404 404 404 404", "consent"),
    # competences
    Route("GET", f"{API}/competences", "200"),
    Route("GET", f"{API}/competence-claims", SIGNED_IN),
    Route(
        "POST",
        f"{API}/competence-claims",
        "401 201 403 403 403 400 400 400",
        body=lambda things: {
            "volunteer": things["ada"],
            "organisation": things["cafe"],
            "competence": "leadership",
            "example": "Hat eine Gruppe geleitet.",
        },
    ),
    Route("GET", f"{API}/competence-claims/{U}", "401 200 200 200 200 404 404 404", "claim"),
    Route("POST", f"{API}/competence-claims/{U}/confirm", "401 403 200 200 200 404 404 404", "claim"),
    Route(
        "POST",
        f"{API}/competence-claims/{U}/decline",
        "401 403 200 200 200 404 404 404",
        "claim",
        body=lambda _: {"reason": "Das war jemand anderes"},
    ),
    Route("POST", f"{API}/competence-claims/{U}/withdraw", "401 200 403 403 403 404 404 404", "claim"),
    # hours
    Route("GET", f"{API}/hours", SIGNED_IN),
    Route("POST", f"{API}/hours", "401 201 201 201 403 400 400 400", body=lambda things: things["entry"]),
    Route(
        "POST",
        f"{API}/hours/bulk",
        "401 200 200 200 200 400 400 400",
        body=lambda things: {"entries": [things["entry"]]},
    ),
    Route("POST", f"{API}/hours/bulk-confirm", SIGNED_IN, body=lambda things: {"entries": [things["waiting"]]}),
    Route(
        "POST",
        f"{API}/hours/bulk-decline",
        SIGNED_IN,
        body=lambda things: {"entries": [things["waiting"]], "reason": "Doppelt"},
    ),
    Route("GET", f"{API}/hours/{U}", "401 200 200 200 200 404 404 404", "waiting"),
    Route("POST", f"{API}/hours/{U}/confirm", "401 403 200 200 200 404 404 404", "waiting"),
    Route(
        "POST",
        f"{API}/hours/{U}/decline",
        "401 403 200 200 200 404 404 404",
        "waiting",
        body=lambda _: {"reason": "Doppelt"},
    ),
    Route(
        "POST",
        f"{API}/hours/{U}/resubmit",
        "401 200 403 403 403 404 404 404",
        "declined",
        body=lambda _: {"minutes": 5},
    ),
    Route("POST", f"{API}/hours/{U}/withdraw", "401 200 403 403 403 404 404 404", "waiting"),
    Route("GET", f"{API}/ledger-events", SIGNED_IN),
    Route("GET", f"{API}/protocol-events", SIGNED_IN),
    # certificates
    Route("GET", f"{API}/issuers", SIGNED_IN),
    Route("GET", f"{API}/issuers/{U}", "401 404 404 404 200 200 404 404", "issuer"),
    Route("GET", f"{API}/certificates", SIGNED_IN),
    Route(
        "POST",
        f"{API}/certificates",
        "401 400 400 400 201 400 400 400",  # without coordinating, the issuer is a wrong field of the body
        body=lambda things: {
            "volunteer": things["ada"],
            "kind": "record",
            "issuer": things["issuer"],
            "start": "2026-01-01",
            "end": "2026-12-31",
        },
    ),
    Route("GET", f"{API}/certificates/{U}", "401 200 404 404 200 404 404 404", "certificate"),
    Route("GET", f"{API}/certificates/{U}/pdf", "401 200 404 404 200 404 404 404", "certificate"),
    Route("POST", f"{API}/certificates/{U}/retry", "401 403 404 404 200 404 404 404", "failed"),
    Route("POST", f"{API}/certificates/{U}/mail", "401 403 404 404 200 404 404 404", "certificate"),
    Route(
        "POST",
        f"{API}/certificates/{U}/revoke",
        "401 403 404 404 200 404 404 404",
        "certificate",
        body=lambda _: {"code": "wrong_facts", "reason": "Die Stunden stimmen nicht."},
    ),
    Route("POST", f"{API}/certificates/{U}/replace", "401 403 404 404 201 404 404 404", "certificate", lambda _: {}),
    Route(
        "POST",
        f"{API}/certificates/{U}/renew",
        "401 403 404 404 201 404 404 404",
        "certificate",
        body=lambda _: {"end": "2027-06-30"},
    ),
    Route("POST", f"{API}/certificates/{U}/hide", "401 200 404 404 403 404 404 404", "certificate"),
    Route("POST", f"{API}/certificates/{U}/show", "401 200 404 404 403 404 404 404", "certificate"),
    Route("GET", f"{API}/certificate-events", SIGNED_IN),
    Route("GET", f"{API}/templates", SIGNED_IN),
    Route(
        "POST",
        f"{API}/templates",
        "401 403 403 403 201 201 403 403",
        body=lambda _: {"title": "Neu", "kind": "thanks"},
    ),
    Route("GET", f"{API}/templates/{U}", "401 404 404 404 200 200 404 404", "template"),
    Route("GET", f"{API}/template-versions", SIGNED_IN),
    Route(
        "POST",
        f"{API}/template-versions",
        "401 400 400 400 201 403 400 400",  # without coordinating, the version is a wrong field of the body
        body=lambda things: {"version": things["published_version"]},
    ),
    Route("GET", f"{API}/template-versions/{U}", "401 404 404 404 200 200 404 404", "published_version"),
    Route("GET", f"{API}/template-versions/{U}/layout", CARLA_ALONE, "draft_version"),
    Route("GET", f"{API}/template-versions/{U}/preview", "401 404 404 404 200 200 404 404", "published_version"),
    Route(
        "PATCH",
        f"{API}/template-versions/{U}",
        CARLA_ALONE,
        "draft_version",
        body=lambda _: {"layout": samples.shipped_layout("thanks")},
    ),
    Route("POST", f"{API}/template-versions/{U}/publish", CARLA_ALONE, "draft_version"),
    Route("POST", f"{API}/template-versions/{U}/retire", "401 404 404 404 200 403 404 404", "published_version"),
    Route("GET", f"{API}/campaigns", SIGNED_IN),
    Route(
        "POST",
        f"{API}/campaigns",
        "401 400 400 400 201 403 400 400",
        body=lambda things: {"title": "Dank", "kind": "thanks", "issuer": things["issuer"], **PERIOD},
    ),
    Route("GET", f"{API}/campaigns/{U}", CARLA_ALONE, "draft_campaign"),
    Route("POST", f"{API}/campaigns/{U}/cancel", CARLA_ALONE, "draft_campaign"),
    Route("POST", f"{API}/campaigns/{U}/order", CARLA_ALONE, "draft_campaign"),
    Route("GET", f"{API}/campaigns/{U}/count", CARLA_ALONE, "draft_campaign"),
    Route("GET", f"{API}/campaigns/{U}/check", CARLA_ALONE, "draft_campaign"),
    Route("GET", f"{API}/campaigns/{U}/previews/<uuid:volunteer>", CARLA_ALONE, "draft_campaign ada"),
    Route("GET", f"{API}/campaigns/{U}/progress", CARLA_ALONE, "ordered_campaign"),
    Route("POST", f"{API}/campaigns/{U}/pause", CARLA_ALONE, "ordered_campaign"),
    Route("POST", f"{API}/campaigns/{U}/resume", CARLA_ALONE, "paused_campaign"),
    Route("GET", f"{API}/campaigns/{U}/zip", CARLA_ALONE, "ordered_campaign"),
    Route("GET", f"{API}/campaigns/{U}/print", CARLA_ALONE, "ordered_campaign"),
    Route("GET", f"{API}/campaigns/{U}/mails", CARLA_ALONE, "ordered_campaign"),
    Route("POST", f"{API}/campaigns/{U}/mails", CARLA_ALONE, "ordered_campaign"),
    Route("POST", f"{API}/campaigns/{U}/retry-failed", CARLA_ALONE, "ordered_campaign"),
    # thanks in public
    Route("GET", f"{API}/recognition-lists", SIGNED_IN),
    Route(
        "POST",
        f"{API}/recognition-lists",
        "401 403 403 403 201 403 403 403",
        body=lambda things: {"slug": "neu", "title": "Neu", "district": things["ags"], **PERIOD},
    ),
    Route("GET", f"{API}/recognition-lists/{U}", CARLA_ALONE, "draft_list"),
    Route("POST", f"{API}/recognition-lists/{U}/publish", CARLA_ALONE, "draft_list"),
    Route("POST", f"{API}/recognition-lists/{U}/withdraw", "401 403 403 403 200 403 403 403", "published_list"),
    # the operator's pages; what is behind them has a test of its own below
    Route("GET", "admin/", "302 302 302 302 302 302 302 200"),
    Route("POST", "admin/login/", "302 403 403 403 403 403 403 403", body=lambda _: {}),  # one door for everybody
]
