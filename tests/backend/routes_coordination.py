"""Who gets what from where: coordination (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
