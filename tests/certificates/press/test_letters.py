import pytest

from certificates.press.fonts import DISPLAY, SANS, STRONG, Family
from certificates.press.letters import letters_of
from certificates.press.objects import ONCE, Objects
from certificates.press.operators import kept_part
from certificates.press.text import break_lines

FILES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "NotoSerifDisplay-Medium.ttf", "NotoNaskhArabic-Regular.ttf")


def held(text: str, family: Family, *, rtl: bool = False) -> list[str | None]:
    """The subset that holds each run of a text, by its resource name."""
    (line,) = break_lines(text, family, 1000, language="ar" if rtl else "de", base=int(rtl))
    return [kept.use.name if (kept := kept_part(run)) else None for run in line.runs]


def test_each_subset_has_a_name_of_its_own() -> None:
    names = [(letters.rank, letters.name) for file in FILES for letters in letters_of(file)]
    assert names == [(0, "L0"), (1, "L1"), (2, "L2"), (3, "L3"), (4, "L4"), (5, "L5"), (6, "L6")]
    assert letters_of("NotoSerifThai-Regular.ttf") == ()


@pytest.mark.parametrize(
    ("family", "plain", "cyrillic"), [(SANS, "L0", "L1"), (STRONG, "L2", "L3"), (DISPLAY, "L4", "L5")]
)
def test_words_of_the_usual_languages_are_in_a_subset(family: Family, plain: str, cyrillic: str) -> None:
    latin = "Großmann Şahin Łódź İpek Čapek fünffach (Sprachcafé), für 12 Std. – „ja“"
    assert set(held(latin, family)) == {plain}
    assert set(held("Олена Щербакова Ґалаґан їжак", family)) == {cyrillic, plain}  # a space alone is in both


@pytest.mark.parametrize(
    "text", ["محمد الأحمد", "فاطمه حسینی", "ڕێبین کەریم", "عبدالله پژمان گچکوهی", "الإسلام لأول بلا"]
)
def test_arabic_persian_and_sorani_are_in_a_subset(text: str) -> None:
    assert set(held(text, SANS, rtl=True)) <= {"L6", "L0"}


def test_a_rare_letter_is_in_no_subset() -> None:
    assert held("Nguyễn", SANS) == [None]
    assert held("ნინო", SANS) == [None]


@pytest.mark.parametrize("file", FILES)
def test_a_subset_costs_a_file_less_than_18_kilobytes(file: str) -> None:
    for letters in letters_of(file):
        objects = Objects()
        letters.write(objects, ONCE)
        assert len(objects.freeze().data) < 18_000
