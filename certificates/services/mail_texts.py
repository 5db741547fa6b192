"""What the mail about a certificate says, in each language that certificates are printed in.

Plain text on purpose: read by every program and every reader, and nothing in it is loaded from anywhere.
"""

from typing import NamedTuple

from certificates.press.wording import printed_in


class MailText(NamedTuple):
    """`subject` and `body` with the places {name}, {issuer}, {number}, {paper}, {page} and {withdraw}."""

    subject: str
    body: str


_TEXTS: dict[str, MailText] = {
    "de": MailText(
        "Danke! Deine Urkunde {number}",
        """Guten Tag {name},

danke für deinen Einsatz. {issuer} hat eine Urkunde für dich ausgestellt.

Hier kannst du sie ansehen und herunterladen:
{paper}

Unter dieser Adresse können andere prüfen, dass sie echt ist:
{page}

Bitte gib den ersten Link nur weiter, wenn du die Urkunde zeigen möchtest: Er öffnet sie ohne Anmeldung.

Soll dein Name nirgends öffentlich stehen? Hier widerrufst du alle Einwilligungen, ohne Anmeldung:
{withdraw}
""",
    ),
    "de-simple": MailText(
        "Danke! Deine Urkunde {number}",
        """Guten Tag {name},

du hast geholfen. Danke dafür!
{issuer} hat eine Urkunde für dich gemacht.

Hier kannst du deine Urkunde sehen und speichern:
{paper}

Andere Menschen können hier prüfen: Ist die Urkunde echt?
{page}

Wichtig: Wer den ersten Link hat, kann deine Urkunde sehen.
Gib den Link nur Menschen, die deine Urkunde sehen sollen.

Soll dein Name nicht öffentlich stehen?
Hier kannst du dein Ja zurücknehmen, ohne dich anzumelden:
{withdraw}
""",
    ),
    "en": MailText(
        "Thank you! Your certificate {number}",
        """Hello {name},

thank you for your commitment. {issuer} has issued a certificate for you.

Here you can view and download it:
{paper}

At this address others can check that it is genuine:
{page}

Please pass the first link on only if you want to show the certificate: it opens without signing in.

Should your name not stand in public? Withdraw all consents here, without signing in:
{withdraw}
""",
    ),
    "uk": MailText(
        "Дякуємо! Ваша грамота {number}",
        """Добрий день, {name}!

Дякуємо за вашу допомогу. {issuer} видає вам грамоту.

Тут ви можете переглянути та завантажити її:
{paper}

За цією адресою інші можуть перевірити її справжність:
{page}

Будь ласка, передавайте перше посилання лише тоді, коли хочете показати грамоту: воно відкривається без входу.

Не хочете, щоб ваше ім’я було десь публічно? Тут можна відкликати всі згоди без входу:
{withdraw}
""",
    ),
    "ar": MailText(
        "شكرًا لك! شهادتك {number}",
        """مرحبًا {name}،

شكرًا لك على جهودك. أصدرت لك {issuer} شهادة.

يمكنك عرضها وتنزيلها هنا:
{paper}

يمكن للآخرين التحقق من صحتها على هذا العنوان:
{page}

يرجى عدم مشاركة الرابط الأول إلا إذا أردت إظهار الشهادة، فهو يفتحها دون تسجيل الدخول.

لا تريد أن يظهر اسمك علنًا؟ هنا تسحب جميع موافقاتك دون تسجيل الدخول:
{withdraw}
""",
    ),
    "tr": MailText(
        "Teşekkürler! Belgeniz {number}",
        """Merhaba {name},

emeğiniz için teşekkür ederiz. {issuer} sizin için bir belge düzenledi.

Belgenizi buradan görüntüleyip indirebilirsiniz:
{paper}

Başkaları belgenin gerçek olduğunu bu adresten kontrol edebilir:
{page}

İlk bağlantıyı yalnızca belgeyi göstermek istediğinizde paylaşın: Oturum açmadan açılır.

Adınız hiçbir yerde herkese açık olmasın mı? Tüm onaylarınızı burada oturum açmadan geri alabilirsiniz:
{withdraw}
""",
    ),
    "fa": MailText(
        "سپاس! گواهی شما {number}",
        """سلام {name}،

از تلاش شما سپاسگزاریم. {issuer} برای شما گواهی صادر کرده است.

می‌توانید آن را اینجا ببینید و دریافت کنید:
{paper}

دیگران می‌توانند در این نشانی اصالت آن را بررسی کنند:
{page}

لطفاً پیوند نخست را فقط زمانی به دیگران بدهید که می‌خواهید گواهی را نشان دهید: بدون ورود باز می‌شود.

نمی‌خواهید نامتان در جایی عمومی باشد؟ اینجا همهٔ رضایت‌ها را بدون ورود پس بگیرید:
{withdraw}
""",
    ),
    "ru": MailText(
        "Спасибо! Ваша грамота {number}",
        """Здравствуйте, {name}!

Спасибо за вашу помощь. {issuer} выдаёт вам грамоту.

Здесь её можно посмотреть и скачать:
{paper}

По этому адресу другие могут проверить её подлинность:
{page}

Пожалуйста, передавайте первую ссылку, только если хотите показать грамоту: она открывается без входа.

Не хотите, чтобы ваше имя где-либо стояло публично? Здесь можно отозвать все согласия без входа:
{withdraw}
""",
    ),
}


def text_in(language: str) -> MailText:
    """The text for somebody of that language; German where there is none."""
    return _TEXTS[printed_in(language)]
