"""Names that people could have: 65 of 100 in Latin letters, 35 in others, each rarely twice, always the same ones."""

import random
from collections.abc import Iterator
from typing import NamedTuple


class Person(NamedTuple):
    """A name as its owner writes it, and in Latin letters where that is another way."""

    script: str
    language: str
    name: str
    name_latin: str


_LATIN = {
    "de": ("Anna Lena Jürgen Sabine Björn Käthe Wiebke Hinrich", "Müller Großmann Schäfer Janßen Weiß Petersen Kröger"),
    "tr": ("Ümit Ayşe Çağla Emre Gülşen İbrahim Şirin Oğuz", "Şahin Yıldız Öztürk Kılıç Güneş Aydın Çelik"),
    "pl": ("Żaneta Paweł Małgorzata Łukasz Zofia Wojciech", "Śliwińska Wójcik Dąbrowski Kowalczyk Zając Łuczak"),
    "vi": ("Hạnh Tuấn Phượng Đức Ngọc", "Nguyễn Trần Phạm Đặng Vũ"),
    "ro": ("Ștefan Ioana Mihăiță Andreea", "Țurcanu Popescu Ionescu Munteanu"),
    "sq": ("Arbër Drita Besnik Flutura", "Krasniqi Gashi Hoxha Çela"),
}
_OTHERS = {
    ("Cyrillic", "uk"): (
        "Олена:Olena Іван:Ivan Юлія:Yuliia Сергій:Serhii Ґалина:Galyna Тарас:Taras Надія:Nadiia Богдан:Bohdan",
        "Ковальчук:Kovalchuk Шевченко:Shevchenko Бондаренко:Bondarenko Їжакевич:Yizhakevych Мельник:Melnyk",
    ),
    ("Cyrillic", "ru"): (
        "Екатерина:Ekaterina Пётр:Pyotr Наталья:Natalya Алексей:Aleksey Юрий:Yury",
        "Щербакова:Shcherbakova Орлов:Orlov Кузнецов:Kuznetsov Воробьёв:Vorobyov",
    ),
    ("Arabic", "ar"): (
        "محمد:Mohammad أحمد:Ahmad فاطمة:Fatima خالد:Khaled نور:Nour ياسمين:Yasmin عمر:Omar ليلى:Layla",
        "الأحمد:al-Ahmad الحسن:al-Hasan حداد:Haddad منصور:Mansour العلي:al-Ali درويش:Darwish",
    ),
    ("Arabic", "fa"): (
        "فاطمه:Fatemeh رضا:Reza زهرا:Zahra پریسا:Parisa آرش:Arash گلناز:Golnaz",
        "حسینی:Hosseini کریمی:Karimi رضایی:Rezaei محمدی:Mohammadi چگینی:Chegini",
    ),
    ("Ethiopic", "ti"): (
        "ተስፋይ:Tesfay ሰላም:Selam ዮናስ:Yonas ኣልማዝ:Almaz",
        "ገብረመድህን:Gebremedhin ሃይለ:Haile ተኽለ:Tekle ኣብርሃ:Abraha",
    ),
    ("Han", "zh"): (
        "小龙:Xiaolong 伟:Wei 芳:Fang 秀英:Xiuying 建国:Jianguo 丽:Li",
        "李:Li 王:Wang 张:Zhang 刘:Liu 陈:Chen",
    ),
    ("Georgian", "ka"): (
        "ნინო:Nino გიორგი:Giorgi თამარ:Tamar",
        "ბერიძე:Beridze კაპანაძე:Kapanadze გელაშვილი:Gelashvili",
    ),
    ("Devanagari", "hi"): ("श्रेया:Shreya राहुल:Rahul प्रिया:Priya", "कुमारी:Kumari शर्मा:Sharma सिंह:Singh"),
    ("Hebrew", "he"): ("דוד:David מרים:Miriam נועה:Noa", "לוי:Levi כהן:Cohen מזרחי:Mizrahi"),
}
# Of 35: what came to Lower Saxony in the last ten years, by rough shares.
_WEIGHTS = (9, 4, 8, 6, 2, 2, 1, 2, 1)
_LATIN_WEIGHTS = (40, 9, 6, 3, 4, 3)


def people(seed: int = 2025) -> Iterator[Person]:
    """Without end; equal seeds give equal people."""
    chance = random.Random(seed)
    scripts, languages = list(_OTHERS), list(_LATIN)
    while True:
        if chance.random() < 0.35:
            script, language = chance.choices(scripts, _WEIGHTS)[0]
            given, given_latin, family, family_latin = (
                form for part in _OTHERS[script, language] for form in chance.choice(part.split()).split(":")
            )
            if language == "zh":
                yield Person(script, language, family + given, f"{family_latin} {given_latin}")
            else:
                yield Person(script, language, f"{given} {family}", f"{given_latin} {family_latin}")
        else:
            language = chance.choices(languages, _LATIN_WEIGHTS)[0]
            first, last = (part.split() for part in _LATIN[language])
            yield Person("Latin", language, f"{chance.choice(first)} {chance.choice(first)} {chance.choice(last)}", "")
