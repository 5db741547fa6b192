"""The kinds of rows that this app gives away: lists, programmes, and who reached them.

Never the names on a list: who consented decides on those.
"""

from django.utils.translation import gettext_lazy as _

from recognition import columns as api
from recognition import columns_of_programmes as programmes
from recognition.models import Programme, ProgrammeRule, Reached, RecognitionList
from volunteers.models.privacy import ExportOf
from volunteers.services.export_columns import columns
from volunteers.services.exports import Kind, Role, Rows, register


def _lists(role: Role) -> Rows:
    return RecognitionList.objects.visible_to(role.user).in_scope(role.reach)


def _programmes(role: Role) -> Rows:
    return Programme.objects.visible_to(role.user)


def _rules(role: Role) -> Rows:
    return ProgrammeRule.objects.visible_to(role.user)


def _reached(role: Role) -> Rows:
    return Reached.objects.visible_to(role.user)


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
        ),
        Kind(
            ExportOf.COORDINATION,
            "programmes",
            _("Programme"),
            _("was jemand erreichen kann"),
            Programme,
            columns(Programme, programmes.PROGRAMMES),
            _programmes,
            personal=False,
        ),
        Kind(
            ExportOf.COORDINATION,
            "programme-rules",
            _("Regeln der Programme"),
            _("was ein Programm verlangt und seit wann, mit Quelle"),
            ProgrammeRule,
            columns(ProgrammeRule, programmes.PROGRAMME_RULES),
            _rules,
            personal=False,
        ),
        Kind(
            ExportOf.COORDINATION,
            "reached",
            _("Erreichtes"),
            _("wer was erreicht hat, wann, und ob es dafür Dank gab"),
            Reached,
            columns(
                Reached,
                programmes.REACHED,
                beyond={"volunteer_name": "volunteer__name"},
                headings={"rule": "Schlüssel der Regel"},
            ),
            _reached,
            since="reached_on",
        ),
    )
