"""Who gets what from where: public (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = [
    Route("GET", "zahlen", "200"),
    Route("GET", "zahlen.csv", "200"),
    Route("GET", "mitmachen", "200"),
    Route("GET", "mitmachen.csv", "200"),
    Route("GET", "mitmachen.json", "200"),
    Route("GET", "mitmachen/<uuid:uuid>", "200", "cafe"),
    Route("GET", "danke/feed.xml", "200"),
    Route("GET", "danke/<slug:slug>/einbetten", "200", "slug"),
    Route("GET", "robots.txt", "200"),
    Route("GET", "sitemap.xml", "200"),
    Route("GET", "favicon.ico", "301"),
    Route("GET", ".well-known/security.txt", "200"),
]
