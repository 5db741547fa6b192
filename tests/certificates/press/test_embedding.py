import re
import zlib

from certificates.press import press
from certificates.press.embedding import FontUse
from certificates.press.fonts import font
from certificates.press.objects import Objects
from tests.certificates.press.samples import content

NASKH = "NotoNaskhArabic-Regular.ttf"


def streams(use: FontUse) -> list[bytes]:
    """The unpacked streams of a file that holds this font alone."""
    objects = Objects()
    root = use.write(objects)
    data = objects.finish(root=root, info=root).data
    found = re.findall(rb"(FlateDecode)?/Length \d+>>\nstream\n(.*?)\r?\nendstream", data, re.DOTALL)
    return [zlib.decompress(one) if packed else one for packed, one in found]


def test_two_letters_that_share_a_glyph_are_read_back_as_two() -> None:
    """Hamza, and the same as an old compatibility character."""
    use = FontUse(font(NASKH), "F0")
    glyphs = [font(NASKH).shape(letter, rtl=True, language="ar")[0] for letter in ("\u0621", "\ufe80")]
    assert glyphs[0].gid == glyphs[1].gid
    assert [use.code((glyph.gid, glyph.text)) for glyph in glyphs] == ["0001", "0002"]
    (to_unicode,) = [text for text in streams(use) if b"beginbfchar" in text]
    assert re.findall(rb"<(\w{4})> <(\w+)>", to_unicode[to_unicode.index(b"beginbfchar") :]) == [
        (b"0001", b"0621"),
        (b"0002", b"FE80"),
    ]


def test_codes_follow_the_order_of_first_use() -> None:
    use = FontUse(font(NASKH), "F0")
    assert [use.code((7, "a")), use.code((7, "b")), use.code((9, "a")), use.code((7, "a"))] == [
        "0001",
        "0002",
        "0003",
        "0001",
    ]


def test_han_is_embedded_with_a_code_for_each_glyph() -> None:
    """The compact font format has no table from codes to glyphs: its order inside the file must be followed."""
    chosen = font("NotoSansCJKsc-Regular.otf")
    use = FontUse(chosen, "F0")
    glyphs = chosen.shape("龙小李", rtl=False, language="zh")
    for glyph in glyphs:
        use.code((glyph.gid, glyph.text))
    (encoding,) = [text for text in streams(use) if b"begincidchar" in text]
    codes = dict(re.findall(rb"<(\d{4})> (\d+)", encoding))
    ranks = sorted(range(3), key=lambda i: glyphs[i].gid)
    assert codes == {b"%04d" % (i + 1): b"%d" % (ranks.index(i) + 1) for i in range(3)}


def test_a_name_in_one_script_costs_few_bytes() -> None:
    """A subset is embedded, never a whole font: the Chinese one alone has two megabytes."""
    plain = len(press(content("thanks", name="Ada")))
    assert plain < 60_000
    assert len(press(content("thanks", name="李小龙"))) - plain < 8_000
    assert len(press(content("thanks", name="Nguyễn Thị Hạnh"))) - plain < 8_000
