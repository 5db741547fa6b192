import pytest

from certificates.press.objects import Objects, number, text_string


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
    data = objects.finish(root=root, info=info)
    table = data[data.index(b"xref\n") :].splitlines()
    offsets = [int(row[:10]) for row in table[3:5]]
    assert [data[offset:].split(b"\n")[0] for offset in offsets] == [b"1 0 obj", b"2 0 obj"]
    assert data.endswith(b"startxref\n%d\n%%%%EOF\n" % data.index(b"xref\n"))


def test_an_object_that_was_forgotten_is_an_error() -> None:
    objects = Objects()
    objects.reserve()
    with pytest.raises(AssertionError, match="object 1 "):
        objects.finish(root=1, info=1)
