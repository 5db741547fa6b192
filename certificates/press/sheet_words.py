"""What a sign-in sheet says by itself: German, and in short beside it the language that an organisation chose.

The reader is addressed as on certificates: "du" in German, politely elsewhere.
"""

from dataclasses import dataclass

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
KIND = "Unterschriftenliste"
NUMBER = "Liste"
DAY_BLANK = "Tag:"
QR = "QR-Code zur Seite, auf der die Organisation diese Liste einträgt"
LINK = "Diese Liste in Dankwerk eintragen"
FOOT = "Für die Verantwortlichen: QR-Code scannen, oder unter „Unterschriftenlisten“ den Code der Liste eingeben."
PAGE = "Seite {page} von {pages}"
CODE = "Zeile"


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The heads of the columns, and what the readers are told.

    What to `write`, in one row or (`write_days`) on each of several days; what happens `then`; what becomes of it all.
    """

    language: str
    rtl: bool
    name: str
    day: str
    start: str
    end: str
    duration: str
    signature: str
    write: str
    write_days: str
    then: str
    privacy: str


GERMAN = SheetWords(
    "de",
    rtl=False,
    name="Name",
    day="Tag",
    start="von",
    end="bis",
    duration="Dauer",
    signature="Unterschrift",
    write="Trag dich mit deinen Zeiten ein und unterschreib.",
    write_days="Trag bei jedem Tag ein, wie lange du geholfen hast (zum Beispiel 1:30), und unterschreib.",
    then="Die Organisation überträgt die Liste in Dankwerk und bestätigt deine Stunden. Erst dann zählen sie, "
    "zum Beispiel für deinen Nachweis.",
    privacy="Datenschutz: Wir brauchen diese Angaben nur, um deine Stunden festzuhalten. Veröffentlicht werden sie "
    "nicht. Das Papier bleibt bei der Organisation. Wer auf der Liste stand, löscht Dankwerk 90 Tage nach "
    "ihrem Abschluss; deine Stunden bleiben dir. Auskunft und Löschung: bei der Organisation.",
)

_OTHERS = (
    SheetWords(
        "de-simple",
        rtl=False,
        name="Name",
        day="Tag",
        start="von",
        end="bis",
        duration="wie lange",
        signature="Unter-Schrift",
        write="Schreib auf: Wann hast du geholfen? Und unterschreib.",
        write_days="Schreib bei jedem Tag auf: Wie lange hast du geholfen? Und unterschreib.",
        then="Die Organisation schreibt deine Stunden in Dankwerk. Die Organisation bestätigt deine Stunden. "
        "Dann zählen deine Stunden.",
        privacy="Nur die Organisation liest diese Liste. Wir zeigen die Liste niemandem sonst. Nach 90 Tagen "
        "löschen wir in Dankwerk: Wer stand auf dieser Liste? Deine Stunden bleiben. Hast du Fragen? Dann "
        "frag die Organisation.",
    ),
    SheetWords(
        "en",
        rtl=False,
        name="Name",
        day="Day",
        start="from",
        end="to",
        duration="Duration",
        signature="Signature",
        write="Write down your times and sign.",
        write_days="For each day, write down how long you helped (for example 1:30), and sign.",
        then="The organisation enters this list in Dankwerk and confirms your hours. Only then do they count, "
        "for example for your certificate.",
        privacy="Privacy: we need this only to record your hours. It is not published. The paper stays with the "
        "organisation. Dankwerk forgets who was on this list 90 days after it is closed; your hours remain "
        "yours. To see or delete your data, ask the organisation.",
    ),
    SheetWords(
        "uk",
        rtl=False,
        name="Ім’я",
        day="День",
        start="від",
        end="до",
        duration="Тривалість",
        signature="Підпис",
        write="Впишіть свій час і поставте підпис.",
        write_days="Для кожного дня впишіть, скільки часу ви допомагали (наприклад 1:30), і поставте підпис.",
        then="Організація перенесе список до Dankwerk і підтвердить ваші години. Лише тоді вони зараховуються, "
        "наприклад для вашого підтвердження.",
        privacy="Захист даних: ці дані потрібні нам лише для обліку ваших годин. Ми їх не публікуємо. Папір "
        "залишається в організації. Через 90 днів після закриття списку Dankwerk видаляє, хто в ньому був; "
        "ваші години залишаються вашими. Довідка й видалення: в організації.",
    ),
    SheetWords(
        "ar",
        rtl=True,
        name="الاسم",
        day="اليوم",
        start="من",
        end="إلى",
        duration="المدة",
        signature="التوقيع",
        write="اكتبوا أوقاتكم ووقّعوا.",
        write_days="اكتبوا في كل يوم مدة مساعدتكم (مثلًا 1:30) ووقّعوا.",
        then="تُدخل المؤسسة هذه القائمة في Dankwerk وتؤكّد ساعاتكم. عندها فقط تُحتسب، مثلًا لشهادتكم.",
        privacy="حماية البيانات: نحتاج هذه البيانات لتسجيل ساعاتكم فقط، ولا ننشرها. تبقى الورقة لدى المؤسسة. بعد 90 "
        "يومًا من إغلاق القائمة يحذف Dankwerk أسماء من كانوا فيها، وتبقى ساعاتكم لكم. للاطلاع على بياناتكم "
        "أو حذفها: اسألوا المؤسسة.",
    ),
    SheetWords(
        "tr",
        rtl=False,
        name="Ad soyad",
        day="Gün",
        start="başlangıç",
        end="bitiş",
        duration="Süre",
        signature="İmza",
        write="Saatlerinizi yazın ve imzalayın.",
        write_days="Her gün için ne kadar yardım ettiğinizi yazın (örneğin 1:30) ve imzalayın.",
        then="Kuruluş bu listeyi Dankwerk’e girer ve saatlerinizi onaylar. Saatler ancak o zaman sayılır, "
        "örneğin belgeniz için.",
        privacy="Veri koruma: Bu bilgilere yalnızca saatlerinizi kaydetmek için ihtiyacımız var. Yayımlanmazlar. "
        "Kâğıt kuruluşta kalır. Liste kapandıktan 90 gün sonra Dankwerk listede kimlerin olduğunu siler; "
        "saatleriniz sizin olarak kalır. Bilgi almak veya sildirmek için kuruluşa başvurun.",
    ),
    SheetWords(
        "fa",
        rtl=True,
        name="نام",
        day="روز",
        start="از",
        end="تا",
        duration="مدت",
        signature="امضا",
        write="زمان‌های خود را بنویسید و امضا کنید.",
        write_days="برای هر روز بنویسید چه مدت کمک کردید (برای نمونه 1:30) و امضا کنید.",
        then="سازمان این فهرست را در Dankwerk وارد و ساعت‌های شما را تأیید می‌کند. تنها پس از آن به حساب "
        "می‌آیند، برای نمونه در گواهی شما.",
        privacy="حفاظت از داده‌ها: این اطلاعات را تنها برای ثبت ساعت‌های شما لازم داریم و منتشر نمی‌کنیم. کاغذ نزد "
        "سازمان می‌ماند. Dankwerk 90 روز پس از بسته شدن فهرست، نام کسانی را که در آن بودند پاک می‌کند؛ "
        "ساعت‌های شما برای شما می‌ماند. برای دیدن یا پاک کردن داده‌ها از سازمان بپرسید.",
    ),
    SheetWords(
        "ru",
        rtl=False,
        name="Имя",
        day="День",
        start="с",
        end="до",
        duration="Время",
        signature="Подпись",
        write="Впишите своё время и распишитесь.",
        write_days="Для каждого дня впишите, сколько времени вы помогали (например 1:30), и распишитесь.",
        then="Организация перенесёт список в Dankwerk и подтвердит ваши часы. Только тогда они засчитываются, "
        "например для вашей справки.",
        privacy="Защита данных: эти сведения нужны нам только для учёта ваших часов. Мы их не публикуем. Бумага "
        "остаётся в организации. Через 90 дней после закрытия списка Dankwerk удаляет, кто в нём был; ваши "
        "часы остаются вашими. Узнать о своих данных или удалить их можно в организации.",
    ),
)
_BY_LANGUAGE = {words.language: words for words in _OTHERS}


def words_beside(language: str) -> SheetWords | None:
    """The words of a second language; None for German, and for a language without words."""
    return _BY_LANGUAGE.get(language)
