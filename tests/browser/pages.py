"""The pages of the project, taken from the table of routes: a new page is looked at without being named here."""

from dataclasses import dataclass

from backend.site.middleware import WITHOUT_LANGUAGE
from tests.backend.route import ROLES, Route
from tests.backend.routes import ROUTES

# What answers a GET and is no page of ours.
NOT_PAGES = {
    "sw.js": "a script",
    "manifest.webmanifest": "JSON",
    "robots.txt": "for programs",
    "sitemap.xml": "for programs",
    ".well-known/security.txt": "for programs",
    "beispiele/feed.xml": "a feed",
    "beispiele/<slug:slug>/bild.jpg": "a picture",
    "beispiele/<slug:slug>/vorschau.jpg": "a picture",
    "ich/beispiele/<uuid:story>/bild.jpg": "a picture",
    "koordination/preise/<uuid:uuid>/<uuid:story>.txt": "a file",
    "danke/feed.xml": "a feed",
    "danke/<slug:slug>.csv": "a file",
    "danke/<slug:slug>.pdf": "a file",
    "danke/<slug:slug>/feed.xml": "a feed",
    "danke/<slug:slug>/einbetten": "a part of somebody else's page",
    "zahlen.csv": "a file",
    "mitmachen.csv": "a file",
    "geteilt/<slug:token>.png": "a picture",
    "mitmachen.json": "a file",
    "ich/urkunden/<uuid:uuid>/nachweis": "a file",
    "ich/eintragen/stand": "JSON",
    "ich/karte/anlage.pdf": "a file",
    "koordination/urkunden/<uuid:uuid>/pdf": "a file",
    "stelle/<uuid:organisation>/listen/<uuid:sheet>.pdf": "a file",
    "koordination/aktionen/<uuid:uuid>/vorschau/<uuid:volunteer>": "a picture",
    "koordination/aktionen/<uuid:uuid>/zip": "a file",
    "koordination/aktionen/<uuid:uuid>/druck": "a file",
    "koordination/vorlagen/<uuid:uuid>/bild": "a picture",
    "urkunde/<slug:secret>": "a file",
    "healthz": "for the supervisor",
    "readyz": "for the supervisor",
    ".well-known/did.json": "JSON",
    "status/<int:number>": "a signed token",
    "v/<slug:code>/credential": "a signed token",
}
# Who looks at a page, if several may: each page is looked at as those see it whom it is for.
LOOKING = ("anonymous", "ada", "omar", "mina", "carla", "dora", "mallory", "root")
BUDGETS = {"stelle": 200_000, "koordination": 200_000}
FIRST_VISIT, FIRST_VISIT_RTL, SCRIPTS = 100_000, 150_000, 20_000


@dataclass(frozen=True)
class Page:
    """A page and the role that looks at it."""

    route: Route
    role: str

    def __str__(self) -> str:
        return f"/{self.route.pattern}"

    @property
    def translated(self) -> bool:
        """Whether its address carries a language."""
        return not f"/{self.route.pattern}".startswith(WITHOUT_LANGUAGE)

    def address(self, things: dict[str, str], language: str) -> str:
        """In that language."""
        plain = self.route.address(things)
        if not self.translated:
            return f"{plain}?lang={language}"
        return plain if language == "de" else f"/{language}{plain}"

    def budget(self, language: str) -> int:
        """Bytes over the line on a first visit."""
        first = self.route.pattern.partition("/")[0]
        return BUDGETS.get(first, FIRST_VISIT_RTL if language == "ar" else FIRST_VISIT)


def pages() -> list[Page]:
    """Every GET that answers somebody with 200 and is not excused."""
    found = []
    for route in ROUTES:
        if route.method != "GET" or route.pattern.startswith(("api/", "admin/")) or route.pattern in NOT_PAGES:
            continue
        statuses = route.statuses()
        role = next((role for role in LOOKING if statuses[role] == 200), None)
        if role is not None:
            found.append(Page(route, role))
    return found


assert set(LOOKING) == set(ROLES)
