"""Who gets what from where: me (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
