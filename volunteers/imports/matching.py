"""Whom a row means, among the people of one name. Only people whom the organisation knows are ever asked about."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from volunteers.imports.faults import Column, Kind, RowFault


@dataclass(slots=True)
class Namesakes:
    """The people of one name: those known, by e-mail address, and the addresses that the file gives to that name.

    Each known person is a key; addresses are in lower case, "" for none.
    """

    known: dict[str, list[int]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def add(self, email: str, person: int) -> None:
        """One more known person."""
        self.known.setdefault(email, []).append(person)

    def find(self, email: str) -> int | str:
        """The key of the person whom a row with this e-mail address (or none) means, or the address of a new one.

        1. With an address: the known person with name and address, the oldest record should there be two; else new.
        2. Without: the only person of that name, known or named in the file; the file may name them in a later row.
        3. Of several, the one without an address. 4. Nobody: new, without an address.

        Raises RowFault person where several remain.
        """
        if email:
            return min(self.known[email]) if email in self.known else email
        addresses = (self.known.keys() | self.named) - {""}
        nameless = self.known.get("", [])
        if len(nameless) == 1:
            return nameless[0]
        if nameless or len(addresses) > 1:
            raise _ambiguous()
        return self.find(next(iter(addresses))) if addresses else ""


def _ambiguous() -> RowFault:
    reason = _("Mehrere Personen heißen so. Bitte tragen Sie in dieser Zeile die E-Mail-Adresse ein.")
    return RowFault(Kind.PERSON, Column.EMAIL, reason)
