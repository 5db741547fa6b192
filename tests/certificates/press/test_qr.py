import pypdfium2
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.press import press, qr
from tests.certificates.press.samples import KINDS, content

PREFIX = "https://dankwerk.example/v/"


def by_segno(address: str) -> list[str]:
    symbol = segno.make(address, error="m", micro=False, boost_error=False, mode="byte", mask=3)
    return ["".join(str(int(bit)) for bit in row) for row in symbol.matrix]


@settings(max_examples=60, deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=16, max_size=16))
def test_the_table_draws_the_symbol_of_the_standard(code: str) -> None:
    qr.modules(PREFIX)  # met before: from now on by the table
    assert qr.modules(PREFIX + code) == by_segno(PREFIX + code)


@pytest.mark.parametrize("prefix", ["", "http://[::1]:8000/v/", "https://a.example/" + "v" * 160 + "/"])
@pytest.mark.parametrize("code", ["K7QXM2VDPA4TZ5RE", "(a)\\b?c=<d>&e~!0"])
def test_the_table_knows_any_prefix_and_any_ascii_code(prefix: str, code: str) -> None:
    first, second = qr.modules(prefix + code), qr.modules(prefix + code)
    assert first == second == by_segno(prefix + code)


@pytest.mark.parametrize("address", ["https://a.de/v", "https://müller.example/v/K7QXM2VDPA4TZ5RE"])
def test_short_and_other_addresses_are_drawn_too(address: str) -> None:
    assert [qr.modules(address), qr.modules(address)] == [by_segno(address)] * 2


def test_rectangles_cover_the_dark_modules_and_nothing_else() -> None:
    rows = qr.modules(PREFIX + "K7QXM2VDPA4TZ5RE")
    lines = qr.qr_operators(PREFIX + "K7QXM2VDPA4TZ5RE", 10, 20, 84).splitlines()
    assert lines[0] == f"{84 / len(rows):.5f} 0 0 {-84 / len(rows):.5f} 10 104 cm"
    assert lines[-1] == "f"
    drawn = [["0"] * len(rows) for _ in rows]
    for line in lines[1:-1]:
        column, row, width, height, operator = line.split()
        assert (height, operator) == ("1", "re")
        for i in range(int(column), int(column) + int(width)):
            drawn[int(row)][i] += "1"
    assert ["".join(cell[1:] or "0" for cell in row) for row in drawn] == rows


@pytest.mark.parametrize("kind", KINDS)
def test_a_telephone_reads_the_address_from_the_page(kind: str) -> None:
    address = PREFIX + "AZ27AZ27K7QXM2VD"
    document = pypdfium2.PdfDocument(press(content(kind, verify_url=address)))
    image = document[len(document) - 1].render(scale=2, grayscale=True).to_numpy()
    document.close()
    found = zxingcpp.read_barcodes(image)
    assert [(str(one.format), one.text) for one in found] == [("QR Code", address)]
