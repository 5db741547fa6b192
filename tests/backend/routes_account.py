"""Who gets what from where: signing in and the account (see `routes.py`).

The sessions of this table are not fresh: what could lock somebody out asks them for proof first (302).
"""

from tests.backend.route import Route

#        anonymous ada omar mina carla dora mallory root
VISITORS = "200 302 302 302 302 302 302 302"
SIGNED_IN = "302 200 200 200 200 200 200 200"
CAFES = "302 404 200 200 200 404 404 404"
U = "<uuid:organisation>"

ROUTES: list[Route] = [
    Route("GET", "anmelden", VISITORS),
    Route("POST", "anmelden", VISITORS),
    Route("GET", "anmelden/code", "302"),  # nobody asked for one
    Route("POST", "anmelden/code", "302"),
    Route("GET", "anmelden/passwort", VISITORS),
    Route("POST", "anmelden/passwort", VISITORS),
    Route("GET", "anmelden/passkey", "302"),
    Route("POST", "anmelden/passkey", "302"),
    Route("GET", "anmelden/zweiter-faktor", "302"),
    Route("POST", "anmelden/zweiter-faktor", "302"),
    Route("GET", "anmelden/gesperrt", "403"),
    Route("POST", "abmelden", "302"),
    Route("GET", "weiter", "302"),
    Route("GET", "willkommen", "302 302 302 302 302 302 302 200"),  # all but the operator have a name
    Route("POST", "willkommen", "302 302 302 302 302 302 302 200"),
    Route("GET", "konto", SIGNED_IN),
    Route("GET", "konto/bestaetigen", SIGNED_IN),
    Route("POST", "konto/bestaetigen", "302 302 302 302 200 200 302 302"),  # who has an app is asked for its code
    Route("POST", "konto/sprache", "302"),
    Route("GET", "konto/sitzungen", SIGNED_IN),
    Route("POST", "konto/sitzungen", "302"),
    Route("POST", "konto/abmelden", "302"),
    Route("GET", "konto/adresse", "302"),
    Route("POST", "konto/adresse", "302"),
    Route("GET", "konto/adresse/code", "302"),
    Route("POST", "konto/adresse/code", "302"),
    Route("GET", "konto/passwort", "302"),
    Route("POST", "konto/passwort", "302"),
    Route("GET", "konto/zweiter-faktor", "302 200 200 200 302 302 200 200"),
    Route("GET", "konto/app", "302"),
    Route("POST", "konto/app", "302"),
    Route("GET", "konto/app/entfernen", "302"),
    Route("POST", "konto/app/entfernen", "302"),
    Route("GET", "konto/passkeys/neu", "302"),
    Route("POST", "konto/passkeys/neu", "302"),
    Route("GET", "konto/passkeys/<int:pk>/entfernen", "302", "passkey"),
    Route("POST", "konto/passkeys/<int:pk>/entfernen", "302", "passkey"),
    Route("GET", "konto/notfallcodes", "302"),
    Route("GET", "konto/notfallcodes/neu", "302"),
    Route("POST", "konto/notfallcodes/neu", "302"),
    Route("GET", "konto/notfallcodes/datei", "302"),
    Route("GET", "postfach", "404"),  # here mails do not become files
    Route("GET", f"stelle/{U}/adresse-aendern", CAFES, "cafe"),
    Route("POST", f"stelle/{U}/adresse-aendern", CAFES, "cafe"),
    Route("GET", "adresse/<slug:secret>", "404", "code"),
    Route("POST", "adresse/<slug:secret>", "404", "code"),
]
