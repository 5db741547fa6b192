"""What an organisation said of the columns of its sheets: said once, known the next time.

Kept are a keyed hash over the titles and codes of meanings, never a title and never a cell. Keyed, because the line of
the titles may turn out to be one with a name in it: nobody can find the name by trying.
"""

import json
from collections.abc import Sequence

from django.db import transaction
from django.utils.crypto import salted_hmac

from backend.common import clock
from volunteers.imports.columns import Vocabulary, plain
from volunteers.imports.faults import Column
from volunteers.imports.reading import is_to_mend
from volunteers.models import ImportColumns, ImportKind, Organisation

MOST = 20  # layouts of one organisation and kind; the one that was not used longest goes


def guess(titles: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """What the columns mean by their titles alone, in their order."""
    found = [vocabulary.recognise(title) or Column.IGNORE for title in titles]
    if Column.FIRST_NAME in found and Column.SURNAME not in found:  # as `columns.lay_out` reads it
        found = [Column.SURNAME if one is Column.NAME else one for one in found]
    return [one.value for one in found]


def recall(*, organisation: Organisation, kind: ImportKind, titles: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """What these columns mean: as the organisation said last time, else as their titles say."""
    own = int(is_to_mend(titles))
    guessed = guess(titles, vocabulary)
    known = ImportColumns.objects.filter(organisation=organisation, kind=kind, header=_digest(titles[own:])).first()
    if known is None or len(known.meanings) != len(titles) - own:
        return guessed
    possible = {column.value for column in vocabulary.columns}
    told = [str(one) if one in possible else Column.IGNORE.value for one in known.meanings]
    return [*guessed[:own], *told]


@transaction.atomic
def remember(
    *,
    organisation: Organisation,
    kind: ImportKind,
    titles: Sequence[str],
    meanings: Sequence[str],
    vocabulary: Vocabulary,
) -> None:
    """Keep what was said of these columns; nothing where the titles say the same themselves."""
    own = int(is_to_mend(titles))
    here = ImportColumns.objects.filter(organisation=organisation, kind=kind)
    header = _digest(titles[own:])
    if list(meanings) == guess(titles, vocabulary):
        here.filter(header=header).delete()
        return
    ImportColumns.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        header=header,
        defaults={"meanings": list(meanings)[own:], "used_at": clock.now()},
    )
    newest = here.order_by("-used_at", "-pk").values_list("pk", flat=True)[:MOST]
    here.exclude(pk__in=list(newest)).delete()


def _digest(titles: Sequence[str]) -> str:
    said = json.dumps([plain(title) for title in titles])
    return salted_hmac("volunteers.import_columns", said, algorithm="sha256").hexdigest()
