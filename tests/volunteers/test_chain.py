"""The chain over all events: what it says of a database that somebody with every right has changed."""
# ruff: noqa: S608 - keys of rows of the test's own in statements of its own

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.common.models import Reason
from tests.cast import World
from volunteers.models import LedgerEvent, ProtocolBlock, ProtocolEvent
from volunteers.services import chain, confirming, directory
from volunteers.services.protocol import Act, Detail, note


def unguarded(statement: str) -> None:
    """As somebody who owns the database: the triggers are off for this statement alone."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture
def sealed(world: World) -> World:
    """Three blocks: two of hours (three and two rows), one of decisions."""
    for _time in range(3):
        world.hours()
    chain.seal()
    confirming.decline(actor=world.omar, entry=world.hours(), reason="Das war ein Feiertag.", way="page")
    directory.update_organisation(actor=world.mina, organisation=world.cafe, website="https://example.org")
    chain.seal()
    return world


def blocks() -> list[tuple[int, str, int]]:
    return list(ProtocolBlock.objects.order_by("number").values_list("number", "stream", "count"))


def row(place: int) -> int:
    """The id of that event of hours, counted from 0."""
    return list(LedgerEvent.objects.order_by("pk").values_list("pk", flat=True))[place]


Found = tuple[str, int, str, int | None]


def found() -> Found | None:
    seen = chain.verify().finding
    return (seen.kind, seen.block, seen.stream, seen.row) if seen else None


def test_seal_covers_every_stream_once(sealed: World) -> None:
    assert blocks() == [(1, "hours", 3), (2, "decisions", 1), (3, "hours", 2)]
    assert chain.seal() == 0
    seen = chain.verify(anchor=ProtocolBlock.objects.get(number=2).digest)
    newest = ProtocolBlock.objects.get(number=3)
    assert (seen.blocks, seen.rows, seen.at, seen.digest) == (3, 6, newest.at, newest.digest)
    assert (seen.finding, seen.anchored) == (None, 2)


def test_digest_is_made_as_it_is_written_down(sealed: World) -> None:
    """With nothing but the standard library, from the description alone."""

    def instant(at: dt.datetime) -> str:
        return at.isoformat().replace("+00:00", "Z")

    def digest(value: list[Any]) -> bytes:
        return hashlib.sha256(json.dumps(value, separators=(",", ":"), sort_keys=True).encode()).digest()

    before, block = ProtocolBlock.objects.filter(number__in=[2, 3]).order_by("number")
    rows = b"".join(
        digest([
            one.pk, one.entry_id, one.organisation_id, one.activity_id, instant(one.at), one.actor_id, one.way,
            one.from_status, one.to_status, one.minutes, one.evidence, one.reason.digest if one.reason else None,
        ])
        for one in LedgerEvent.objects.filter(pk__gte=block.first_id, pk__lte=block.last_id).order_by("pk")
    )  # fmt: skip
    header = [1, 3, "hours", block.first_id, block.last_id, 2, instant(block.at), before.digest]
    written = json.dumps(header, separators=(",", ":")).encode()
    assert block.digest == hashlib.sha256(written + b"\n" + rows).hexdigest()


Deed = Callable[[], str]
TAMPERED: dict[str, tuple[Deed, Callable[[], Found]]] = {
    "changed": (
        lambda: f"UPDATE volunteers_ledgerevent SET minutes = 600 WHERE id = {row(1)}",
        lambda: ("row_changed", 1, "hours", row(1)),
    ),
    "deleted": (
        lambda: f"DELETE FROM volunteers_ledgerevent WHERE id = {row(1)}",
        lambda: ("row_missing", 1, "hours", row(0) + 1),
    ),
    "deleted_last": (
        lambda: f"DELETE FROM volunteers_ledgerevent WHERE id = {row(2)}",
        lambda: ("row_missing", 1, "hours", row(1) + 1),
    ),
    "exchanged_words": (
        lambda: "UPDATE common_reason SET text = 'Ein anderer Grund.'",
        lambda: ("words_changed", 3, "hours", row(4)),
    ),
    "exchanged_digest": (
        lambda: f"UPDATE common_reason SET digest = '{'0' * 64}'",
        lambda: ("row_changed", 3, "hours", row(4)),
    ),
    "codes_of_a_decision": (
        lambda: "UPDATE volunteers_protocolevent SET act = 'member_added'",
        lambda: ("row_changed", 2, "decisions", ProtocolEvent.objects.get().pk),
    ),
    "removed_block": (
        lambda: "DELETE FROM volunteers_protocolblock WHERE number = 2",
        lambda: ("block_missing", 2, "", None),
    ),
    "changed_block": (
        lambda: "UPDATE volunteers_protocolblock SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
        lambda: ("block_changed", 2, "decisions", None),
    ),
    "forged_block": (
        lambda: f"UPDATE volunteers_protocolblock SET digest = '{'a' * 64}' WHERE number = 1",
        lambda: ("block_changed", 1, "hours", None),
    ),
    "unknown_stream": (
        lambda: "UPDATE volunteers_protocolblock SET stream = 'lost' WHERE number = 2",
        lambda: ("block_unknown", 2, "lost", None),
    ),
}


@pytest.mark.parametrize("deed", TAMPERED)
@pytest.mark.usefixtures("sealed")
def test_verify_names_the_first_thing_that_differs(deed: str) -> None:
    statement, finding = TAMPERED[deed]
    unguarded(statement())
    assert found() == finding()


def test_verify_finds_an_event_in_a_gap_that_a_rollback_left(world: World) -> None:
    first = world.hours().events.get()
    second = world.hours().events.get()
    unguarded(f"UPDATE volunteers_ledgerevent SET id = {second.pk + 1} WHERE id = {second.pk}")
    chain.seal()
    assert found() is None
    LedgerEvent.objects.bulk_create([LedgerEvent(**columns_of(first) | {"id": second.pk})])
    assert found() == ("row_added", 1, "hours", second.pk)


def columns_of(event: LedgerEvent) -> dict[str, Any]:
    return dict(LedgerEvent.objects.filter(pk=event.pk).values()[0])


def test_erased_words_leave_the_chain_whole(sealed: World) -> None:
    words = Reason.objects.filter(text="Das war ein Feiertag.")
    assert Reason.blank(words.values("pk")) == 1
    assert list(Reason.objects.values_list("text", "salt")) == [("", "")]
    assert found() is None


def test_long_stretch_becomes_several_blocks_of_bounded_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "MOST_ROWS", 2)
    for _time in range(5):
        world.hours()
    assert chain.seal() == 5
    assert blocks() == [(1, "hours", 2), (2, "hours", 2), (3, "hours", 1)]
    assert found() is None


def test_command_says_that_all_is_well_and_up_to_when(sealed: World) -> None:
    newest = ProtocolBlock.objects.get(number=3)
    out = io.StringIO()
    call_command("verify_protocol", anchor=newest.digest.upper(), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("Alles stimmt: 6 Einträge in 3 Abschnitten (")
    assert lines[1].endswith(f", Prüfsumme {newest.digest}")
    assert lines[2] == "  die angegebene Prüfsumme ist die von Abschnitt 3"


def test_command_ends_with_1_and_names_what_differs(sealed: World) -> None:
    unguarded(f"UPDATE volunteers_ledgerevent SET minutes = 600 WHERE id = {row(4)}")
    with pytest.raises(CommandError) as refusal:
        call_command("verify_protocol")
    lines = str(refusal.value).splitlines()
    assert lines[0] == f"Abschnitt 3 (hours), Eintrag {row(4)}: Der Eintrag wurde geändert."
    assert lines[1].startswith("  Was davor versiegelt wurde, stimmt: bis Abschnitt 2, versiegelt ")
    assert refusal.value.returncode == 1


def test_command_misses_an_anchor_whose_block_was_cut_off(sealed: World) -> None:
    newest = ProtocolBlock.objects.get(number=3)
    unguarded("DELETE FROM volunteers_protocolblock WHERE number = 3")
    unguarded(f"DELETE FROM volunteers_ledgerevent WHERE id = {row(4)}")
    assert found() is None  # a tail that was cut off leaves a whole chain: that is what the anchor is for
    with pytest.raises(CommandError, match="kommt darin nicht vor"):
        call_command("verify_protocol", anchor=newest.digest)


def test_command_says_when_there_is_nothing_yet(world: World) -> None:
    out = io.StringIO()
    call_command("verify_protocol", stdout=out)
    assert out.getvalue() == "Noch ist nichts versiegelt.\n"


@pytest.mark.parametrize("text", ["Ada Beispiel", "ada@example.org", "ü", "x" * 81])
def test_note_takes_no_text_as_detail(world: World, text: str) -> None:
    details: list[Detail] = [{"code": text}, {"codes": ["fine", text]}, {text: 1}]
    for detail in details:
        with pytest.raises(ValueError, match="is no code"):
            note(act=Act.MEMBER_ADDED, actor=world.mina, detail=detail)
    assert ProtocolEvent.objects.count() == 0
