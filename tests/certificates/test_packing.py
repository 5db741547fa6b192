"""All of a campaign in one go: the ZIP of sealed files and the file for the printer, as streams."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from backend.common.errors import Conflict, Forbidden
from certificates import storage
from certificates.models import Campaign, Certificate, NumberSeries
from certificates.services import campaigns, packing, queue
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign, helpers, issued, put
from tests.certificates.press.samples import pages_by_pdfium

AsUser = Callable[..., APIClient]


def printed(world: World, people: int, **changes: Any) -> Campaign:
    """A campaign with that many issued certificates."""
    helpers(world, people)
    one = campaign(world, kind="thanks", **changes)
    campaigns.order_campaign(actor=world.carla, campaign=one)
    queue.drain()
    return one


def read(parts: Iterator[bytes]) -> zipfile.ZipFile:
    """The archive that was streamed, after its own check."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(parts)))
    assert archive.testzip() is None
    return archive


def test_zip_holds_each_issued_file_under_its_number(world: World) -> None:
    issued(world)  # somebody else's, of no campaign
    one = printed(world, 3)
    put(Certificate.objects.get(campaign=one, number=3), "revoked")
    archive = read(packing.as_zip(actor=world.carla, campaign=one))
    assert archive.namelist() == ["NPA-2026-000002.pdf", "NPA-2026-000004.pdf"]
    digests = [hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()]
    rows = Certificate.objects.filter(campaign=one, status="issued").order_by("number")
    assert digests == list(rows.values_list("digest", flat=True))


def test_zip_is_the_same_whenever_it_is_fetched(world: World) -> None:
    one = printed(world, 2)
    twice = [b"".join(packing.as_zip(actor=world.carla, campaign=one)) for _ in range(2)]
    assert twice[0] == twice[1]


def test_zip_names_what_cannot_be_had_any_more(world: World) -> None:
    one = printed(world, 2)
    bad = Certificate.objects.get(campaign=one, number=1)
    storage.path_of(bad.number_text).write_bytes(b"%PDF-1.7 etwas anderes")
    Certificate.objects.filter(pk=bad.pk).update(content=bad.content | {"name": "Mallory Beispiel"})
    archive = read(packing.as_zip(actor=world.carla, campaign=one))
    assert archive.namelist() == ["NPA-2026-000002.pdf", "fehlt.txt"]
    assert archive.read("fehlt.txt").decode().splitlines()[1:] == ["NPA-2026-000001"]


def test_print_file_has_the_pages_in_the_order_of_the_numbers(world: World) -> None:
    one = printed(world, 3)
    pages = pages_by_pdfium(b"".join(packing.as_print(actor=world.carla, campaign=one, sheets=False)))
    assert [next(word for word in page.split() if word.startswith("NPA-")) for page in pages] == [
        f"NPA-2026-{number:06d}" for number in (1, 2, 3)
    ]


def test_print_file_breaks_off_where_a_paper_is_missing(world: World) -> None:
    one = printed(world, 2)
    bad = Certificate.objects.get(campaign=one, number=2)
    storage.path_of(bad.number_text).unlink()
    Certificate.objects.filter(pk=bad.pk).update(content=bad.content | {"name": "Mallory Beispiel"})
    parts = packing.as_print(actor=world.carla, campaign=one, sheets=False)
    assert next(parts)
    with pytest.raises(Conflict):
        list(parts)


@pytest.fixture
def three_hundred(world: World) -> Campaign:
    """A campaign with so many issued certificates; from the fourth on they are the first once more."""
    one = printed(world, 3)
    row = Certificate.objects.filter(campaign=one).order_by("number").values()[0]
    del row["id"], row["uuid"]
    nobodys = {"volunteer_id": None, "status_list": None, "status_index": None}
    numbers = {number: f"NPA-2026-{number:06d}" for number in range(4, 301)}
    data = storage.load("NPA-2026-000001")
    assert data is not None
    storage.store((text, data) for text in numbers.values())
    Certificate.objects.bulk_create(
        Certificate(
            **row | nobodys | {"code": f"{number:016d}", "number": number, "content": row["content"] | {"number": text}}
        )
        for number, text in numbers.items()
    )
    return one


@pytest.mark.parametrize("kind", ["zip", "print"])
def test_stream_of_300_holds_one_certificate_and_fifty_rows_at_a_time(
    world: World, three_hundred: Campaign, kind: str
) -> None:
    """Counted, not timed: a part leaves with each certificate, and the next rows are read when they are needed."""
    if kind == "zip":
        parts = packing.as_zip(actor=world.carla, campaign=three_hundred)
    else:
        parts = packing.as_print(actor=world.carla, campaign=three_hundred, sheets=False)
    reads: list[int] = []
    sizes: list[int] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if 'FROM "certificates_certificate"' in sql:
            reads.append(len(sizes))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        sizes.extend(len(part) for part in parts)
    assert reads == [0, 50, 100, 150, 200, 250, 300]
    assert len(sizes) == 301
    assert max(sizes) < 2 * (three_hundred.certificates.all()[0].size or 0)


def test_issued_rows_come_in_the_order_of_their_numbers_and_each_once(world: World, three_hundred: Campaign) -> None:
    other = campaign(world, kind="thanks", title="Andere")
    NumberSeries.objects.update(last_number=300)
    campaigns.order_campaign(actor=world.carla, campaign=other)
    queue.drain()
    assert [row.number for row in packing.issued(three_hundred)] == list(range(1, 301))
    assert [row.number for row in packing.issued(other)] == [301, 302, 303]


@pytest.mark.parametrize("pack", ["zip", "print"])
def test_packing_is_refused_before_anything_is_sent(world: World, pack: str) -> None:
    one = campaign(world)

    def ask(actor: Any) -> object:
        if pack == "zip":
            return packing.as_zip(actor=actor, campaign=one)
        return packing.as_print(actor=actor, campaign=one, sheets=False)

    with pytest.raises(Conflict) as refusal:
        ask(world.carla)
    assert (refusal.value.code, refusal.value.extra) == ("nothing_issued", {"status": "draft"})
    for actor in (world.mina, world.ada):
        with pytest.raises(Forbidden):
            ask(actor)


# --- through the API ---


@pytest.mark.parametrize(("path", "kind"), [("zip", "application/zip"), ("print", "application/pdf")])
def test_download_has_a_name_and_is_kept_by_nobody(world: World, as_user: AsUser, path: str, kind: str) -> None:
    one = printed(world, 1, title='Dank "2025" / Łódź\r\nX: y')
    response: Any = as_user(world.carla).get(f"/api/v1/campaigns/{one.uuid}/{path}", headers={"Accept": "*/*"})
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200, kind, "private, no-store",
    )  # fmt: skip
    suffix = kind.partition("/")[2]
    assert response["Content-Disposition"] == (
        f"attachment; filename*=utf-8''Dank%20-2025-%20-%20%C5%81%C3%B3d%C5%BA--X-%20y.{suffix}"
    )
    assert response.streaming
    assert b"".join(response.streaming_content)[:2] in {b"PK", b"%P"}


def test_print_asks_for_sheets_in_words(world: World, as_user: AsUser) -> None:
    one = printed(world, 2)
    api = as_user(world.carla)
    pages = {}
    for sheets in ("single", "double"):
        response: Any = api.get(f"/api/v1/campaigns/{one.uuid}/print", {"sheets": sheets})
        pages[sheets] = len(pages_by_pdfium(b"".join(response.streaming_content)))
    assert pages == {"single": 2, "double": 4}
    for wrong in ({"sheets": "triple"}, {"pages": "single"}):
        assert api.get(f"/api/v1/campaigns/{one.uuid}/print", wrong).status_code == 400


def test_downloads_are_for_the_coordinators_of_the_scope(world: World, as_user: AsUser) -> None:
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    one = printed(world, 1, district=world.cafe.district)
    for path in ("zip", "print", "count", "mails"):
        address = f"/api/v1/campaigns/{one.uuid}/{path}"
        assert [as_user(user).get(address).status_code for user in (world.carla, leer, emden, world.mina, None)] == [
            200, 200, 404, 404, 401,
        ]  # fmt: skip
