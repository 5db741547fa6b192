"""Who gets what from where: desk (see `routes.py`). Omar and Mina act for the café; for others it is not there."""

from tests.backend.route import Route

#         anonymous ada omar mina carla dora mallory root
MEMBERS = "302 404 200 200 404 404 404 404"
SENT_ON = "302 404 302 302 404 404 404 404"
UNFIT = "302 404 400 400 404 404 404 404"  # an empty form
HERE = "stelle/<uuid:organisation>"

ROUTES: list[Route] = [
    Route("GET", f"{HERE}/freigabe", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/freigabe", SENT_ON, "cafe"),  # nothing chosen
    Route("GET", f"{HERE}/stunden", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/stunden", SENT_ON, "cafe"),
    Route("GET", f"{HERE}/stunden/datei", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/stunden/datei", UNFIT, "cafe"),
    Route("GET", f"{HERE}/leute", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/leute", MEMBERS, "cafe"),  # a search
    Route("GET", f"{HERE}/leute/neu", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/leute/neu", UNFIT, "cafe"),
    Route("GET", f"{HERE}/leute/einladen", MEMBERS, "cafe"),
    Route("GET", f"{HERE}/leute/mitglieder", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/leute/mitglieder", UNFIT, "cafe"),
    Route("POST", f"{HERE}/leute/mitglieder/<uuid:membership>/beenden", SENT_ON, "cafe membership"),
    Route("GET", f"{HERE}/leute/karten", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/leute/karten", UNFIT, "cafe"),
    Route("GET", f"{HERE}/leute/<uuid:volunteer>", MEMBERS, "cafe olga"),
    Route("POST", f"{HERE}/leute/<uuid:volunteer>", UNFIT, "cafe olga"),
    Route("GET", f"{HERE}/taetigkeiten", MEMBERS, "cafe"),
    Route("GET", f"{HERE}/taetigkeiten/neu", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/taetigkeiten/neu", UNFIT, "cafe"),
    Route("GET", f"{HERE}/taetigkeiten/<uuid:activity>", MEMBERS, "cafe talking"),
    Route("POST", f"{HERE}/taetigkeiten/<uuid:activity>", UNFIT, "cafe talking"),
    Route("GET", f"{HERE}/protokoll", MEMBERS, "cafe"),
    Route("GET", f"{HERE}/profil", MEMBERS, "cafe"),
    Route("POST", f"{HERE}/profil", UNFIT, "cafe"),
    Route("GET", f"{HERE}/kompetenzen", MEMBERS, "cafe"),
    # Ada proposed it, the café decides.
    Route("POST", f"{HERE}/kompetenzen/<uuid:claim>", SENT_ON, "cafe claim"),
]
