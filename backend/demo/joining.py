"""Two who ask to join, so that the coordination has something to decide."""

from typing import Any

from django.conf import settings

from volunteers.models import District, JoinWish
from volunteers.services import joining

_ASKING: tuple[dict[str, Any], ...] = (
    {
        "wish": JoinWish.ORGANISATION,
        "ags": "03457",
        "organisation_name": "Nachbarschaftsgarten Leer",
        "kind": "initiative",
        "name": "Gesa Harms",
        "email": "gesa@example.org",
        "message": "Wir gärtnern mit Familien aus der Unterkunft am Hafen und möchten unsere Stunden festhalten.",
    },
    {
        "wish": JoinWish.VOLUNTEER,
        "ags": "03159",
        "name": "Yusuf Demir",
        "email": "yusuf@example.org",
        "message": "Ich spreche Türkisch und Arabisch und kann bei Behörden übersetzen.",
    },
)


def ask_to_join() -> None:
    """Both asked and confirmed their address; on a machine without mail nobody can ask."""
    if not settings.MAIL_GOES_OUT:
        return
    for one in _ASKING:
        told = {name: value for name, value in one.items() if name != "ags"}
        request = joining.ask(district=District.objects.get(ags=one["ags"]), **told)
        if request is not None:
            joining.confirm(request=request)
