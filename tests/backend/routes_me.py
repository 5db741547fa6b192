"""Who gets what from where: me (see `routes.py`). Who does not help is led to `/ich`; somebody else's thing is 404."""

from tests.backend.route import Route

#            anonymous ada omar mina carla dora mallory root
EVERYBODY = "302 200 200 200 200 200 200 200"
WHO_HELPS = "302 200 302 302 302 302 200 302"
ADAS_OWN = "302 200 302 302 302 302 404 302"
ADA_DID = "302 302 302 302 302 302 404 302"
U = "<uuid:uuid>"

ROUTES: list[Route] = [
    Route("GET", "ich", EVERYBODY),
    Route("POST", "ich", "302 302 200 200 200 200 302 200"),  # the offer to whoever does not help yet
    Route("GET", "ich/eintragen", WHO_HELPS),
    Route("POST", "ich/eintragen", WHO_HELPS),
    Route("GET", f"ich/eintragen/{U}", ADAS_OWN, "waiting"),
    Route("GET", "ich/kalender", WHO_HELPS),
    Route("POST", "ich/kalender", "302 400 302 302 302 302 400 302"),  # no file
    Route("GET", "ich/eintraege", WHO_HELPS),
    Route("GET", f"ich/eintraege/{U}", ADAS_OWN, "waiting"),
    Route("POST", f"ich/eintraege/{U}", ADAS_OWN, "waiting"),
    Route("GET", f"ich/eintraege/{U}/zurueckziehen", ADAS_OWN, "waiting"),
    Route("POST", f"ich/eintraege/{U}/zurueckziehen", ADA_DID, "waiting"),
    Route("GET", "ich/urkunden", WHO_HELPS),
    Route("POST", f"ich/urkunden/{U}/angaben", "302 302 404 404 404 404 404 404", "certificate"),
    Route("GET", f"ich/urkunden/{U}/nachweis", "302 200 404 404 404 404 404 404", "certificate"),
    Route("GET", "ich/protokoll", EVERYBODY),
    Route("GET", "ich/sichtbarkeit", WHO_HELPS),
    Route("POST", "ich/sichtbarkeit", WHO_HELPS),
    Route("GET", "ich/kompetenzen", WHO_HELPS),
    Route("POST", "ich/kompetenzen", WHO_HELPS),
    Route("POST", f"ich/kompetenzen/{U}/zurueckziehen", ADA_DID, "claim"),
    Route("GET", "ich/daten", EVERYBODY),
    Route("POST", "ich/daten", WHO_HELPS),
]
