"""Who gets what from where: the app on a phone (see `routes.py`)."""

from tests.backend.route import Route

ROUTES = [
    #                                             anonymous ada omar mina carla dora mallory root
    Route("GET", "sw.js", "200"),
    Route("GET", "manifest.webmanifest", "200"),
    Route("GET", "offline", "200"),
    Route("GET", "ich/eintragen/offline", "200"),
    Route("GET", "ich/eintragen/stand", "200"),
    Route("GET", "ich/eintragen/nachreichen", "405"),
    Route("POST", "ich/eintragen/nachreichen", "401 409 409 409 409 409 409 409"),  # it says not whose it is
]
