"""Persian. The person is addressed as «شما».

Gregorian dates under their Persian names of months; digits are Latin (see Wording).
"""

from certificates.press.wording.base import Units, Wording, invariable

PERSIAN = Wording(
    language="fa",
    direction="rtl",
    months=(
        *("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن"),
        *("ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    ),
    date_form="{day} {month} {year}",
    span_form="از {start} تا {end}",
    ongoing_form="از {start}، همچنان ادامه دارد (تا تاریخ {end})",
    units=Units(
        plural=invariable,
        grouping=",",
        short_hours={"other": "{n} ساعت"},
        short_minutes={"other": "{n} دقیقه"},
        long_hours={"other": "{n} ساعت"},
        long_minutes={"other": "{n} دقیقه"},
        joined="{hours} و {minutes}",
    ),
    title={"thanks": "تقدیرنامه", "record": "گواهی فعالیت داوطلبانه", "competence": "گواهی توانمندی‌ها"},
    record_subtitle={True: "فعالیت داوطلبانه و بدون دستمزد", False: "فعالیت داوطلبانه"},
    thanks_opening="از صمیم قلب سپاسگزاریم از",
    thanks_text={
        True: "شما وقت، نیرو و مهر خود را داوطلبانه و بدون دستمزد هدیه کرده‌اید. "
        "با تلاش شما آغاز راه برای کسانی که تازه به اینجا آمده‌اند آسان‌تر می‌شود. ما قدردان آن هستیم.",
        False: "شما وقت، نیرو و مهر خود را به کار گرفته‌اید. "
        "با تلاش شما آغاز راه برای کسانی که تازه به اینجا آمده‌اند آسان‌تر می‌شود. ما قدردان آن هستیم.",
    },
    thanks_more="فعالیت‌ها در صفحه بعد آمده است.",
    role="نقش",
    birth_date="تاریخ تولد",
    period="دوره",
    hours="مدت",
    manner="نوع",
    unpaid="داوطلبانه و بدون دستمزد",
    activities="فعالیت‌ها",
    activity="فعالیت",
    organisation="سازمان",
    total="مجموع",
    years="به تفکیک سال",
    competences="توانمندی‌ها",
    competences_text="در فعالیت داوطلبانه نشان داده شده و به تأیید سازمان رسیده است:",
    trainings="دوره‌های آموزشی",
    evidence={
        "registered": "همه ساعت‌ها را مسئولان ثبت‌شده سازمان‌های نام‌برده تأیید کرده‌اند.",
        "known_domain": "همه ساعت‌ها دست‌کم از راه نشانی ایمیلی تأیید شده است که به سازمان نام‌برده تعلق دارد.",
        "unknown_address": "همه ساعت‌ها دست‌کم از راه نشانی ایمیلی تأیید شده است "
        "که تعلق آن به سازمان نام‌برده بررسی نشده است.",
    },
    record_thanks="برای این تلاش صمیمانه سپاسگزاریم.",
    number="شماره",
    code="کد",
    replaces="جایگزین گواهی شماره",
    verify="بررسی اصالت:",
    verify_link="بررسی اصالت این گواهی در اینترنت",
    withdraw="پس گرفتن رضایت:",
    withdraw_link="پس گرفتن همهٔ رضایت‌ها تا نام دیگر در جایی عمومی نباشد",
    seal="مهر الکترونیکی",
    qr="کد QR صفحه‌ای که اصالت را می‌توان در آن بررسی کرد",
    page="صفحه {page} از {pages}",
)
