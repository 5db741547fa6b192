"""Who gets what from where: desk (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
