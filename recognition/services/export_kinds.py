"""The kinds of rows that this app gives away: lists, never the names on them; who consented decides on those."""

from django.utils.translation import gettext_lazy as _

from recognition import columns as api
from recognition.models import RecognitionList
from volunteers.models.privacy import ExportOf
from volunteers.services.export_columns import columns
from volunteers.services.exports import Kind, Role, Rows, register


def _lists(role: Role) -> Rows:
    return RecognitionList.objects.visible_to(role.user).in_scope(role.reach)


def register_all() -> None:
    """Once the apps are there."""
    register(
        Kind(
            ExportOf.COORDINATION,
            "recognition-lists",
            _("Dankeslisten"),
            _("Titel, Zeitraum und Stand; ohne Namen"),
            RecognitionList,
            columns(RecognitionList, api.RECOGNITION_LISTS),
            _lists,
            personal=False,
        )
    )
