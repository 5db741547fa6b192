"""Turkish. The person is addressed as "siz"."""

from certificates.press.wording.base import Units, Wording, invariable

TURKISH = Wording(
    language="tr",
    direction="ltr",
    months=(
        *("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran"),
        *("Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
    ),
    date_form="{day} {month} {year}",
    span_form="{start} – {end}",  # no suffix: it would have to follow the vowels of the year
    ongoing_form="{start} tarihinden beri, devam ediyor ({end} itibarıyla)",
    units=Units(
        plural=invariable,
        grouping=".",
        short_hours={"other": "{n} sa."},
        short_minutes={"other": "{n} dk."},
        long_hours={"other": "{n} saat"},
        long_minutes={"other": "{n} dakika"},
    ),
    title={"thanks": "Teşekkür Belgesi", "record": "Gönüllü Çalışma Belgesi", "competence": "Yetkinlik Belgesi"},
    record_subtitle={True: "gönüllü ve karşılıksız çalışma", False: "gönüllü çalışma"},
    thanks_opening="En içten teşekkürlerimizle",
    thanks_text={
        True: "Zamanınızı, emeğinizi ve yüreğinizi gönüllü ve karşılıksız olarak verdiniz. "
        "Sayenizde aramıza yeni katılan insanlar için başlangıç daha kolay oluyor. Bunun değerini biliyoruz.",
        False: "Zamanınızı, emeğinizi ve yüreğinizi ortaya koydunuz. "
        "Sayenizde aramıza yeni katılan insanlar için başlangıç daha kolay oluyor. Bunun değerini biliyoruz.",
    },
    thanks_more="Yapılan çalışmalar bir sonraki sayfadadır.",
    role="Görev",
    birth_date="Doğum tarihi",
    period="Dönem",
    hours="Süre",
    manner="Nitelik",
    unpaid="gönüllü ve karşılıksız",
    activities="Çalışmalar",
    activity="Çalışma",
    organisation="Kuruluş",
    total="Toplam",
    years="Yıllara göre",
    competences="Yetkinlikler",
    competences_text="Gönüllü çalışmada gösterilmiş ve kuruluş tarafından onaylanmıştır:",
    trainings="Katıldığı eğitimler",
    evidence={
        "registered": "Bütün saatler, adı geçen kuruluşların kayıtlı sorumluları tarafından onaylanmıştır.",
        "known_domain": "Bütün saatler, en azından adı geçen kuruluşa ait bir e-posta adresi üzerinden onaylanmıştır.",
        "unknown_address": "Bütün saatler, en azından adı geçen kuruluşa ait olup olmadığı denetlenmemiş "
        "bir e-posta adresi üzerinden onaylanmıştır.",
    },
    record_thanks="Bu özverili çalışma için yürekten teşekkür ederiz.",
    number="No",
    code="Kod",
    replaces="yerini aldığı belge: No",
    verify="Belgenin doğruluğu için:",
    verify_link="Bu belgenin doğruluğunu internette denetle",
    withdraw="Onayı geri al:",
    withdraw_link="Tüm onayları geri al: ad artık hiçbir yerde herkese açık durmaz",
    seal="Elektronik mühür",
    qr="Belgenin doğruluğunun denetlenebileceği sayfanın QR kodu",
    page="Sayfa {page} / {pages}",
)
