import datetime as dt
from xml.etree import ElementTree as ET

from certificates.press.metadata import About, information, pdf_date, xmp

ABOUT = About(
    title="Dank <an> „Олена“ & andere",
    author="Café (Leer) e. V.",
    subject="Nr. 1",
    language="uk",
    date=dt.date(2025, 12, 5),
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def packet() -> ET.Element:
    data = xmp(ABOUT)
    assert b"/Filter" not in data
    text = data.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0].decode()
    return ET.fromstring(text[text.index("<x:xmpmeta") : text.index("<?xpacket end")])  # noqa: S314 - our own bytes


def test_markup_in_a_title_stays_text() -> None:
    items = {name: packet().findall(f".//{_DC}{name}//{_RDF}li") for name in ("title", "creator", "language")}
    assert {name: [item.text for item in found] for name, found in items.items()} == {
        "title": [ABOUT.title],
        "creator": [ABOUT.author],
        "language": ["uk"],
    }


def test_the_dates_are_those_of_the_content_in_both_places() -> None:
    dates = [packet().findall(f".//{{http://ns.adobe.com/xap/1.0/}}{name}") for name in ("CreateDate", "ModifyDate")]
    assert [[date.text for date in found] for found in dates] == [["2025-12-05T00:00:00Z"]] * 2
    assert pdf_date(ABOUT.date) == b"(D:20251205000000Z)"
    assert information(ABOUT).count(pdf_date(ABOUT.date)) == 2


def test_the_information_dictionary_says_the_same_title() -> None:
    assert b"/Title<FEFF" + ABOUT.title.encode("utf-16-be").hex().upper().encode() + b">" in information(ABOUT)
    assert b"/Author<FEFF" in information(ABOUT)
    assert b"/Subject(Nr. 1)" in information(ABOUT)
