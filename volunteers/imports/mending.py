"""The wrong rows of a sheet as a sheet: original cells, and before them what is wrong. Mended, it is imported again."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from volunteers.imports.columns import HOURS, Said, Vocabulary
from volunteers.imports.reading import is_to_mend, open_table, what_is_wrong


def rows_to_mend(
    source: Path | BinaryIO,
    reasons: Mapping[int, str],
    *,
    columns: Said,
    header_line: int | None = None,
    vocabulary: Vocabulary = HOURS,
) -> Iterator[list[str]]:
    """The titles, then each row for whose line there is a reason. The file is read anew: nothing is kept of it.

    The reason stands first: a row may have more cells than there are titles. One of an earlier round is replaced.
    """
    with open_table(source, columns, header_line=header_line, vocabulary=vocabulary) as table:
        titles = list(table.layout.header)
        own = int(is_to_mend(titles))
        yield [what_is_wrong(), *titles[own:]]
        for line, cells in table.rows:
            if line in reasons:
                yield [reasons[line], *cells[own:]]
