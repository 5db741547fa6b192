"""Who gets what from where: public (see `routes.py`)."""

from tests.backend.route import Route

ROUTES: list[Route] = []
