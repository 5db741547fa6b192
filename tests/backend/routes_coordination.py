"""Who gets what from where: coordination (see `routes.py`). Carla coordinates everything, Dora another district."""

from tests.backend.route import Route

BOTH = "302 404 404 404 200 200 404 404"
CARLA = "302 404 404 404 200 404 404 404"
SENT_ON = "302 404 404 404 302 404 404 404"
UNFIT = "302 404 404 404 400 404 404 404"
HERE = "koordination"
U = "<uuid:uuid>"
CAMPAIGN = f"{HERE}/aktionen/{U}"

ROUTES: list[Route] = [
    Route("GET", HERE, BOTH),
    Route("GET", f"{HERE}/stellen/{U}", BOTH, "cafe"),  # organisations are public; who may see its members is not
    Route("GET", f"{HERE}/personen", BOTH),
    Route("POST", f"{HERE}/personen", "302 404 404 404 400 400 404 404"),
    # certificates
    Route("GET", f"{HERE}/urkunden", BOTH),
    Route("GET", f"{HERE}/urkunden/neu", "302 404 404 404 302 302 404 404"),  # first whom
    Route("POST", f"{HERE}/urkunden/neu", "302 404 404 404 302 302 404 404", body=lambda _: {}),
    Route("GET", f"{HERE}/urkunden/{U}", CARLA, "certificate"),
    Route("POST", f"{HERE}/urkunden/{U}", SENT_ON, "certificate"),  # no action is none
    Route("GET", f"{HERE}/urkunden/{U}/pdf", CARLA, "certificate"),
    # campaigns
    Route("GET", f"{HERE}/aktionen", BOTH),
    Route("GET", f"{HERE}/aktionen/neu", BOTH),
    Route("POST", f"{HERE}/aktionen/neu", "302 404 404 404 400 400 404 404"),
    Route("GET", CAMPAIGN, CARLA, "ordered_campaign"),
    Route("POST", CAMPAIGN, SENT_ON, "ordered_campaign"),
    Route("GET", f"{CAMPAIGN}/wen", CARLA, "draft_campaign"),
    Route("POST", f"{CAMPAIGN}/wen", UNFIT, "draft_campaign"),
    Route("GET", f"{CAMPAIGN}/gestaltung", CARLA, "draft_campaign"),
    Route("POST", f"{CAMPAIGN}/gestaltung", UNFIT, "draft_campaign"),
    Route("GET", f"{CAMPAIGN}/pruefen", CARLA, "draft_campaign"),
    Route("GET", f"{CAMPAIGN}/starten", CARLA, "draft_campaign"),
    Route("POST", f"{CAMPAIGN}/starten", SENT_ON, "draft_campaign"),
    Route("GET", f"{CAMPAIGN}/verwerfen", "405", "draft_campaign"),
    Route("POST", f"{CAMPAIGN}/verwerfen", SENT_ON, "draft_campaign"),
    Route("GET", f"{CAMPAIGN}/vorschau/<uuid:volunteer>", CARLA, "draft_campaign ada"),
    Route("GET", f"{CAMPAIGN}/zip", CARLA, "ordered_campaign"),
    Route("GET", f"{CAMPAIGN}/druck", CARLA, "ordered_campaign"),
    Route("GET", f"{CAMPAIGN}/mails", CARLA, "ordered_campaign"),
    Route("POST", f"{CAMPAIGN}/mails", SENT_ON, "ordered_campaign"),
    # templates
    Route("GET", f"{HERE}/vorlagen", BOTH),
    Route("GET", f"{HERE}/vorlagen/neu", BOTH),
    Route("POST", f"{HERE}/vorlagen/neu", "302 404 404 404 400 400 404 404"),
    Route("GET", f"{HERE}/vorlagen/{U}", CARLA, "draft_version"),
    Route("POST", f"{HERE}/vorlagen/{U}", SENT_ON, "draft_version"),
    Route("GET", f"{HERE}/vorlagen/{U}/bild", CARLA, "draft_version"),
    # lists
    Route("GET", f"{HERE}/listen", BOTH),
    Route("GET", f"{HERE}/listen/neu", BOTH),
    Route("POST", f"{HERE}/listen/neu", "302 404 404 404 400 400 404 404"),
    Route("GET", f"{HERE}/listen/{U}", CARLA, "draft_list"),
    Route("POST", f"{HERE}/listen/{U}", SENT_ON, "draft_list"),
    # what was
    Route("GET", f"{HERE}/berichte", BOTH),
    Route("GET", f"{HERE}/protokoll", BOTH),
]
