"""Who gets what from where: account (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
