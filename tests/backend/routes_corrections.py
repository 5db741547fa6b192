"""Who gets what from where: corrections and objections (see `routes.py`).

Ada asks the café to correct her confirmed hours, Mina asks for Olga, who has no account; Ada objects to a decision.
"""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
#            anonymous ada omar mina carla dora mallory root
SIGNED_IN = "401 200 200 200 200 200 200 200"
SEEN = "401 200 200 200 200 404 404 404"
ADAS_OWN = "302 200 302 302 302 302 404 302"
MEMBERS = "302 404 200 200 404 404 404 404"
CARLA = "302 404 404 404 200 404 404 404"
PLACE = "stelle/<uuid:organisation>/korrekturen"

ROUTES: list[Route] = [
    Route("GET", f"{API}/corrections", SIGNED_IN),
    Route(
        "POST",
        f"{API}/corrections",
        "401 409 409 409 403 400 400 400",  # one waits already
        body=lambda things: {"entry": things["confirmed"], "minutes": -10, "reason": "Vertippt"},
    ),
    Route("GET", f"{API}/corrections/{U}", SEEN, "correction"),
    Route("POST", f"{API}/corrections/{U}/agree", "401 403 200 200 403 404 404 404", "correction"),
    Route(
        "POST",
        f"{API}/corrections/{U}/refuse",
        "401 403 200 200 403 404 404 404",
        "correction",
        body=lambda _: {"reason": "Stimmt so"},
    ),
    Route("POST", f"{API}/corrections/{U}/withdraw", "401 200 403 403 403 404 404 404", "correction"),
    Route(
        "POST",
        f"{API}/corrections/{U}/decide",
        "401 404 403 403 200 404 404 404",
        "kept_correction",
        body=lambda _: {"agreed": True, "reason": "Nachgefragt"},
    ),
    Route("GET", f"{API}/correction-events", SIGNED_IN),
    Route("GET", f"{API}/objections", SIGNED_IN),
    Route(
        "POST",
        f"{API}/objections",
        "401 409 403 403 403 400 400 400",  # one is open already
        body=lambda things: {"entry": things["declined"], "reason": "Doch"},
    ),
    Route("GET", f"{API}/objections/{U}", SEEN, "objection"),
    Route("POST", f"{API}/objections/{U}/withdraw", "401 200 403 403 403 404 404 404", "objection"),
    Route(
        "POST",
        f"{API}/objections/{U}/decide",
        "401 403 403 403 200 404 404 404",
        "objection",
        body=lambda _: {"upheld": True, "reason": "Nachgefragt"},
    ),
    # the volunteer's pages
    Route("GET", "ich/korrekturen", "302 200 302 302 302 302 200 302"),
    Route("GET", f"ich/korrekturen/{U}", ADAS_OWN, "correction"),
    Route("POST", f"ich/korrekturen/{U}", ADAS_OWN, "correction"),  # no button is none
    Route("GET", f"ich/eintraege/{U}/korrektur", ADAS_OWN, "confirmed"),
    Route("POST", f"ich/eintraege/{U}/korrektur", "302 400 302 302 302 302 404 302", "confirmed"),
    Route("GET", f"ich/eintraege/{U}/einspruch", ADAS_OWN, "declined"),
    Route("POST", f"ich/eintraege/{U}/einspruch", "302 400 302 302 302 302 404 302", "declined"),
    Route("POST", f"ich/einsprueche/{U}/zurueckziehen", "302 302 302 302 302 302 404 302", "objection"),
    # the organisation's
    Route("GET", PLACE, MEMBERS, "cafe"),
    Route("GET", f"{PLACE}/<uuid:correction>", MEMBERS, "cafe correction"),
    Route("POST", f"{PLACE}/<uuid:correction>", MEMBERS, "cafe correction"),
    Route("GET", f"{PLACE}/person/<uuid:volunteer>", MEMBERS, "cafe ada"),
    Route("GET", f"{PLACE}/eintrag/<uuid:entry>", MEMBERS, "cafe confirmed"),
    Route("POST", f"{PLACE}/eintrag/<uuid:entry>", "302 404 400 400 404 404 404 404", "cafe confirmed"),
    # the coordination's
    Route("GET", "koordination/einwaende", "302 404 404 404 200 200 404 404"),
    Route("GET", f"koordination/einwaende/{U}", CARLA, "objection"),
    Route("POST", f"koordination/einwaende/{U}", CARLA, "objection"),
    Route("GET", f"koordination/korrekturen/{U}", CARLA, "kept_correction"),
    Route("POST", f"koordination/korrekturen/{U}", CARLA, "kept_correction"),
]
