"""Who gets what from where: one's own data, and being forgotten (see `routes.py`).

What could end an account asks once more who one is, and leads there. Ada's copy was not built.
"""

from tests.backend.route import Route

API = "api/v1"
U = "<uuid:uuid>"
PERSON = "stelle/<uuid:organisation>/leute/<uuid:volunteer>/loeschen"

#       anonymous ada omar mina carla dora mallory root
ROUTES: list[Route] = [
    Route("POST", "ich/daten/kopie", "302"),
    Route("GET", f"ich/daten/kopie/{U}", "302 409 404 404 404 404 404 404", "copy"),
    Route("GET", "ich/daten/loeschen", "302"),
    Route("POST", "ich/daten/loeschen", "302"),
    Route("POST", "ich/daten/loeschen/zuruecknehmen", "302"),
    Route("GET", "ich/daten/geloescht", "200"),
    Route("GET", PERSON, "302 404 404 200 404 404 404 404", "cafe olga"),
    Route("POST", PERSON, "302 404 404 400 404 404 404 404", "cafe olga"),  # an empty form
    Route("GET", "koordination/loeschungen", "302 404 404 404 200 200 404 404"),
    Route("POST", "koordination/loeschungen", "302 404 404 404 404 404 404 404"),  # nobody is named
    Route("GET", f"{API}/me/exports", "401 200 200 200 200 200 200 200"),
    Route("POST", f"{API}/me/exports", "401 202 202 202 202 202 202 202"),
    Route("GET", f"{API}/me/exports/{U}/file", "401 409 404 404 404 404 404 404", "copy"),
    Route("GET", f"{API}/me/erasure", "401 200 200 200 200 200 200 200"),
    Route("POST", f"{API}/me/erasure", "401 202 202 409 409 202 409 202"),  # the last management, the last coordinator
    Route("POST", f"{API}/me/erasure/cancel", "401 404 404 404 404 404 404 404"),
    Route("POST", f"{API}/volunteers/{U}/erasure", "401 404 404 202 202 404 404 404", "olga"),
]
