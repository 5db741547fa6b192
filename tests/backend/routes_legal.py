"""Who gets what from where: legal (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
