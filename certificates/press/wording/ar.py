"""Arabic. The person is addressed in the polite plural (أنتم), which needs no grammatical gender.

Months bear their international names; digits are Latin (see Wording).
"""

from certificates.press.wording.base import Units, Wording, arabic

ARABIC = Wording(
    language="ar",
    direction="rtl",
    months=(
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    date_form="{day} {month} {year}",
    span_form="من {start} إلى {end}",
    ongoing_form="منذ {start}، وما زال مستمرًا (حتى تاريخ {end})",
    units=Units(
        plural=arabic,
        grouping=",",
        short_hours={"other": "{n} س"},
        short_minutes={"other": "{n} د"},
        long_hours={"one": "ساعة واحدة", "two": "ساعتان", "few": "{n} ساعات", "other": "{n} ساعة"},
        long_minutes={"one": "دقيقة واحدة", "two": "دقيقتان", "few": "{n} دقائق", "other": "{n} دقيقة"},
        joined="{hours} و{minutes}",
    ),
    title={"thanks": "شهادة شكر وتقدير", "record": "إفادة بالعمل التطوعي", "competence": "إفادة بالكفاءات"},
    record_subtitle={True: "عن عمل تطوعي بلا مقابل", False: "عن عمل تطوعي"},
    thanks_opening="من أعماق القلب نشكر",
    thanks_text={
        True: "لقد قدّمتم من وقتكم وجهدكم وقلبكم، تطوعًا ومن دون أي مقابل. "
        "بفضل عطائكم تصبح البداية أسهل لمن جاؤوا إلينا حديثًا. ونحن نقدّر ذلك كل التقدير.",
        False: "لقد قدّمتم من وقتكم وجهدكم وقلبكم. "
        "بفضل عطائكم تصبح البداية أسهل لمن جاؤوا إلينا حديثًا. ونحن نقدّر ذلك كل التقدير.",
    },
    thanks_more="الأنشطة مذكورة في الصفحة التالية.",
    role="الدور",
    birth_date="تاريخ الميلاد",
    period="الفترة",
    hours="المدة",
    manner="طبيعة العمل",
    unpaid="تطوعًا وبلا مقابل",
    activities="الأنشطة",
    activity="النشاط",
    organisation="المؤسسة",
    total="المجموع",
    years="بحسب السنوات",
    competences="الكفاءات",
    competences_text="ظهرت أثناء العمل التطوعي وأكّدتها المؤسسة:",
    trainings="الدورات التدريبية",
    evidence={
        "registered": "جميع الساعات مؤكَّدة من مسؤولين مسجَّلين في المؤسسات المذكورة.",
        "known_domain": "جميع الساعات مؤكَّدة، على الأقل عبر عنوان بريد إلكتروني تابع للمؤسسة المذكورة.",
        "unknown_address": "جميع الساعات مؤكَّدة، على الأقل عبر عنوان بريد إلكتروني لم يُتحقق من تبعيته للمؤسسة المذكورة.",
    },
    record_thanks="نتقدم بخالص الشكر على هذا العطاء.",
    number="رقم",
    code="الرمز",
    replaces="تحل محل الشهادة رقم",
    verify="للتحقق من صحة الشهادة:",
    verify_link="التحقق من صحة هذه الشهادة عبر الإنترنت",
    withdraw="سحب الموافقة:",
    withdraw_link="سحب جميع الموافقات كي لا يظهر الاسم علنًا بعد ذلك",
    seal="ختم إلكتروني",
    qr="رمز QR لصفحة يمكن فيها التحقق من صحة الشهادة",
    page="صفحة {page} من {pages}",
)
