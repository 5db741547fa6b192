"""Who gets what from where: consent, guardians, and the switch of districts (see `routes.py`)."""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
SIGNED_IN = "401 200 200 200 200 200 200 200"
ADA_ALONE = "401 200 404 404 404 404 404 404"
CARLA_ALONE = "401 404 404 404 200 404 404 404"
NOT_ASKED = "401 404 404 404 409 404 404 404"  # nobody asked to show it
PEOPLE = "stelle/<uuid:organisation>/leute/<uuid:volunteer>/einwilligungen"
WISH = {"place": "print", "display_form": "full_name", "guardian_name": "Erika Beispiel"}
VERSION = {"purpose": "public_thanks", "version": "2099-1", "since": "2099-01-01"}

ROUTES: list[Route] = [
    # links                                     anonymous ada omar mina carla dora mallory root
    Route("GET", "w/<slug:token>", "200", "way_out"),
    Route("POST", "w/<slug:token>", "302", "way_out"),
    Route("GET", "e/<slug:link>", "200", "guardian"),
    Route("POST", "e/<slug:link>", "302", "guardian"),
    # pages
    Route("GET", PEOPLE, "302 404 404 200 404 404 404 404", "cafe olga"),
    Route("POST", PEOPLE, "302 404 404 400 404 404 404 404", "cafe olga"),
    Route("GET", "koordination/sicherheit", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/sicherheit", "302 404 404 404 400 400 404 404"),
    Route("POST", "koordination/sicherheit/<uuid:hiding>", "302 404 404 404 302 404 404 404", "hiding"),
    # texts
    Route("GET", f"{API}/consent-texts", SIGNED_IN),
    Route(
        "POST",
        f"{API}/consent-texts",
        "401 403 403 403 201 403 403 403",
        body=lambda _: VERSION | {"texts": {"print": {"de": "Ich bin einverstanden."}}},
    ),
    Route("GET", f"{API}/consent-texts/{U}", SIGNED_IN, "text"),
    # guardians
    Route("GET", f"{API}/guardian-consents", SIGNED_IN),
    Route(
        "POST",
        f"{API}/guardian-consents",
        "401 400 403 403 403 400 400 400",  # of Ada no birth date is known
        body=lambda things: WISH | {"volunteer": things["ada"], "guardian_email": "erika@example.org"},
    ),
    Route(
        "POST",
        f"{API}/guardian-consents/paper",
        "401 403 403 400 403 400 400 400",
        body=lambda things: WISH | {"volunteer": things["ada"], "organisation": things["cafe"]},
    ),
    Route("GET", f"{API}/guardian-consents/{U}", ADA_ALONE, "question"),
    Route("POST", f"{API}/guardian-consents/{U}/withdraw", ADA_ALONE, "question"),
    # withdrawing
    Route(
        "POST",
        f"{API}/consents/withdraw-all",
        "401 200 403 403 403 400 400 400",
        body=lambda things: {"volunteer": things["ada"]},
    ),
    Route("GET", f"{API}/volunteers/{U}/withdrawal-link", "401 200 404 404 404 404 404 404", "ada"),
    Route("POST", f"{API}/volunteers/{U}/withdrawal-link", "401 200 403 403 403 404 404 404", "ada"),
    # districts out of public sight
    Route("GET", f"{API}/district-hidings", SIGNED_IN),
    Route(
        "POST",
        f"{API}/district-hidings",
        "401 403 403 403 201 403 403 403",
        body=lambda things: {"district": things["ags"], "reason": "Drohbriefe"},
    ),
    Route("GET", f"{API}/district-hidings/{U}", CARLA_ALONE, "hiding"),
    Route(
        "POST",
        f"{API}/district-hidings/{U}/ask-to-show",
        CARLA_ALONE,
        "hiding",
        body=lambda _: {"reason": "Vorbei"},
    ),
    Route(
        "POST", f"{API}/district-hidings/{U}/keep-hidden", NOT_ASKED, "hiding", body=lambda _: {"reason": "Noch nicht"}
    ),
    Route("POST", f"{API}/district-hidings/{U}/show", NOT_ASKED, "hiding"),
]
