import hashlib
import zlib

import pytest

from certificates.press.objects import Objects, number, stream, text_string


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.0, "1"), (0.125, "0.12"), (-0.001, "0"), (100, "100"), (595.28, "595.28"), (-3.5, "-3.5")],
)
def test_number_has_no_more_than_two_decimals(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a (b) \\ c", b"(a \\(b\\) \\\\ c)"),
        ("ß", b"<FEFF00DF>"),
        ("a\nb", b"<FEFF0061000A0062>"),
        ("𝒜", b"<FEFFD835DC9C>"),
    ],
)
def test_text_string_says_any_text(text: str, written: bytes) -> None:
    assert text_string(text) == written


def test_file_points_at_each_of_its_objects() -> None:
    objects = Objects()
    root = objects.reserve()
    info = objects.add(b"<</Title(a)>>")
    objects.put(root, b"<</Type/Catalog>>")
    file = objects.finish(root=root, info=info)
    data = file.data
    table = data[data.index(b"xref\n") :].splitlines()
    offsets = [int(row[:10]) for row in table[3:5]]
    assert [data[offset:].split(b"\n")[0] for offset in offsets] == [b"1 0 obj", b"2 0 obj"]
    assert file.offsets == offsets
    assert data.endswith(b"startxref\n%d\n%%%%EOF\n" % data.index(b"xref\n"))


def test_an_object_that_was_forgotten_is_an_error() -> None:
    objects = Objects()
    objects.reserve()
    with pytest.raises(AssertionError, match="object 1 "):
        objects.finish(root=1, info=1)


def file_of(bodies: list[bytes], frozen: int) -> bytes:
    """A file of these objects, of which the first ones lie in a head."""
    first = Objects()
    for body in bodies[:frozen]:
        first.add(body)
    objects = Objects(first.freeze()) if frozen else first
    numbers = [objects.add(body) for body in bodies[frozen:]]
    assert numbers == list(range(frozen + 1, len(bodies) + 1))
    return objects.finish(root=1, info=len(bodies)).data


@pytest.mark.parametrize("frozen", [1, 3])
def test_a_file_is_the_same_whether_or_not_it_begins_with_a_head(frozen: int) -> None:
    bodies = [b"<</Type/Catalog>>", b"[1 2 3]", stream(b"", b"abc" * 50), b"<</Title(a)>>"]
    assert file_of(bodies, frozen) == file_of(bodies, 0)


def test_the_digest_of_a_head_has_read_its_bytes_and_no_more() -> None:
    objects = Objects()
    objects.add(b"[1]")
    head = objects.freeze()
    Objects(head).finish(root=1, info=1)
    assert head.digest.digest() == hashlib.sha256(head.data).digest()


def test_the_identifier_differs_where_any_object_differs() -> None:
    one, other = file_of([b"[1]", b"[2]", b"[3]"], 1), file_of([b"[1]", b"[2]", b"[4]"], 1)
    assert one.split(b"/ID[")[1][:33] != other.split(b"/ID[")[1][:33]


def test_a_stream_is_packed_unless_it_is_told_not_to() -> None:
    data = b"0 0 m " * 200
    packed = stream(b"/N 3", data)
    assert packed.startswith(b"<</N 3/Filter/FlateDecode/Length ")
    assert zlib.decompress(packed.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]) == data
    assert stream(b"/N 3", data, compress=False) == b"<</N 3/Length 1200>>\nstream\n" + data + b"\nendstream"
    assert stream(b"/N 3", b"0 0 m") == b"<</N 3/Length 5>>\nstream\n0 0 m\nendstream"
