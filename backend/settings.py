"""All settings, read top to bottom, from the environment alone; what no installation changes of the API is beside.

Two modes. *Embedded* (nothing set): SQLite, Celery's filesystem broker and files, all below `DANKWERK_VAR`; bound to
the own machine. *Production* (`DANKWERK_PRODUCTION=1`): every secret and address must be given, nothing is guessed.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from backend import env, settings_api
from tasks.schedule import timetable

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("DANKWERK_VAR", BASE_DIR / "var")
PRODUCTION = env.flag("DANKWERK_PRODUCTION", default=False)

DEBUG = False
SECRET_KEY = env.text("DANKWERK_SECRET_KEY", None if PRODUCTION else env.own_secret_key(VAR_DIR))
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "DANKWERK_SECRET_KEY is shorter than 50 characters. Make one with `openssl rand -hex 40`."
    )
ALLOWED_HOSTS = env.names("DANKWERK_ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1]")
# The address printed on paper and in QR codes; without a slash at the end.
PUBLIC_URL = env.text("DANKWERK_PUBLIC_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its templates, so that ours can stand before them
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "backend",
    "backend.common",
    "volunteers",
    "recognition",
    "certificates",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.common.compression.Compression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.site.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # ETag and 304 for everything that is read again
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.site.middleware.Pages",
    "backend.accounts.sessions.Seen",
    "backend.accounts.second_factor.SecondFactor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            BASE_DIR / app / "templates"
            for app in ("backend/site", "backend/accounts", "volunteers/web", "recognition/web", "certificates/web")
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backend.site.navigation.navigation",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields as our templates draw them

# --- Database -----------------------------------------------------------------------------------------------------

_DATABASE_URL = env.text("DATABASE_URL", None if PRODUCTION else f"sqlite:///{VAR_DIR / 'dankwerk.sqlite3'}")
_database: dict[str, Any] = dict(dj_database_url.parse(_DATABASE_URL))
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Four writers without one "database is locked": each transaction takes the write lock when it begins and waits
    # for it; the journal lets readers go on; FULL keeps a confirmed hour through a power cut.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
    }
else:
    # A process that stands still in the middle of a transaction loses it after a minute, and with it its locks: on the
    # counter of numbers they would hold up every order. A connection for each thread that asks, kept: without the pool
    # a request costs twice the CPU.
    _database["OPTIONS"] = {
        "options": "-c idle_in_transaction_session_timeout=60000",
        **_database.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 12, "timeout": 10},
    }
    _database["CONN_HEALTH_CHECKS"] = True  # a connection that died with a restart of the database fails no request
_database["ATOMIC_REQUESTS"] = False  # services hold their own, short transactions
DATABASES = {"default": _database}

# --- Cache --------------------------------------------------------------------------------------------------------

_CACHE_URL = env.text("CACHE_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "backend.common.cache.SteadyRedisCache",  # an outage of the cache fails and delays nothing
        "LOCATION": _CACHE_URL,
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }
    if _CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- People -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "volunteers.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# After fifteen wrong passwords for one account from one address a pause of a quarter of an hour, for these two alone:
# whoever knows an address locks nobody out. Counted in the cache: no table keeps who failed from where.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 15
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "backend.accounts.lockout.address"
AXES_USERNAME_CALLABLE = "backend.accounts.lockout.account"
AXES_LOCKOUT_CALLABLE = "backend.accounts.lockout.answer"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SILENCED_SYSTEM_CHECKS = ["axes.W001"]  # memory as cache: right for one process; dankwerk.E008 refuses it elsewhere
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-page"

# django-allauth does the steps (decision 18): a code by e-mail, then app or passkey where somebody has one.
ACCOUNT_ADAPTER = "backend.accounts.adapter.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code proves the address each time
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}  # digits exist on every keyboard
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mails can be slow
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
# Of one address 20 codes an hour, three tries each: guessing one of 100 million takes two centuries.
ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/key,20/h/key"}
MFA_ADAPTER = "backend.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_REAUTHENTICATION_REQUIRED = False  # backend.accounts.account.proved asks, also who has no password
MFA_TOTP_TOLERANCE = 1  # a clock may be 30 s wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost

MESSAGE_TAGS = {10: "info", 20: "info", 25: "success", 30: "warning", 40: "danger"}  # as the alerts are called

# --- Language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
# A language joins with its catalogue in locale/: without one a page would call German text Arabic, and turn it round.
LANGUAGES = [
    ("de", "Deutsch"),
    ("de-simple", "Leichte Sprache"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("tr", "Türkçe"),
    ("fa", "فارسی"),
    ("ru", "Русский"),
]
# Not a language to Django: German in plain words (BCP 47 has the variant "simple").
LANG_INFO["de-simple"] = {
    "bidi": False,
    "code": "de-simple",
    "name": "Easy German",
    "name_local": "Leichte Sprache",
}
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["backend.common.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"  # a day is a day in Lower Saxony; the database stores UTC

# --- Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("DANKWERK_STATIC", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "backend" / "site" / "static"]
CERTIFICATE_DIR = env.folder("DANKWERK_CERTIFICATES", VAR_DIR / "certificates")
EXPORT_DIR = env.folder("DANKWERK_EXPORTS", VAR_DIR / "exports")  # files of data that people asked for, for days
# Who was forgotten, by public key: to be kept apart from the backups, and replayed after a restore.
ERASURE_LIST = env.folder("DANKWERK_ERASURE_LIST", VAR_DIR / "erasures.jsonl")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "backend.common.compression.OwnFilesCompressed"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Mail -----------------------------------------------------------------------------------------------------------

# Without a server mails become files below mails/: on one's own machine one can read them; in production none leave
# the house, and whoever orders one is told so.
EMAIL_HOST = env.text("DANKWERK_SMTP_HOST", "")
EMAIL_PORT = env.number("DANKWERK_SMTP_PORT", 587, at_least=1)
EMAIL_HOST_USER = env.text("DANKWERK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.secret("DANKWERK_SMTP_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = bool(EMAIL_HOST) and not EMAIL_USE_SSL and env.flag("DANKWERK_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
DEFAULT_FROM_EMAIL = env.text("DANKWERK_MAIL_FROM", f"dankwerk@{urlsplit(PUBLIC_URL).hostname or 'localhost'}")
MAIL_GOES_OUT = bool(EMAIL_HOST) or not PRODUCTION

# --- Who runs this: the legal pages name them, and reports of barriers go there -------------------------------------

OPERATOR = {
    "name": env.text("DANKWERK_OPERATOR_NAME", ""),
    "represented_by": env.text("DANKWERK_OPERATOR_REPRESENTED_BY", ""),
    "address": env.text("DANKWERK_OPERATOR_ADDRESS", ""),
    "mail": env.text("DANKWERK_OPERATOR_MAIL", ""),
    "phone": env.text("DANKWERK_OPERATOR_PHONE", ""),
    "data_protection": env.text("DANKWERK_OPERATOR_DATA_PROTECTION", ""),  # how one reaches the officer
}

# --- Jobs ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", None if PRODUCTION else "filesystem://")
CELERY_TASK_IGNORE_RESULT = True  # the truth about a job is a row in the database
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_IMPORTS = tuple(
    f"tasks.{name}" for name in ("certificates", "mails", "privacy", "protocol", "recognition", "upkeep")
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of the broker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # nobody commands a worker by messages: a door less, three connections less
if CELERY_BROKER_URL.startswith("filesystem://"):
    _BROKER_DIR = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_BROKER_DIR / "messages"),
        "data_folder_out": str(_BROKER_DIR / "messages"),
        "processed_folder": str(_BROKER_DIR / "done"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
    _SWEEP_SECONDS = 2
else:
    # A frozen Redis must not hold a web request: with the defaults `.delay()` hangs for more than 25 s, and with one
    # retry for 3 s, because kombu sleeps 2 s before it. The sweeper is the retry.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
        "max_retries": 0,
        "visibility_timeout": 300,
    }
    _SWEEP_SECONDS = 5
SWEEP_SECONDS = env.number("DANKWERK_SWEEP_SECONDS", _SWEEP_SECONDS, at_least=1)  # a lost wake-up waits that long
CELERY_BEAT_SCHEDULE = timetable(SWEEP_SECONDS)
CERTIFICATE_BATCH = env.number("DANKWERK_CERTIFICATE_BATCH", 100, at_least=1)  # rows claimed at once
CERTIFICATE_LEASE_SECONDS = env.number("DANKWERK_CERTIFICATE_LEASE_SECONDS", 60, at_least=1)

# --- The seal (certificates/services/keys.py) ------------------------------------------------------------------------

# A PKCS#12 or PEM with key and certificates; `none` for certificates without a seal. With nothing set, an installation
# on the own machine makes a seal of its own in KEYS_DIR, and production refuses (backend/checks.py).
SEAL = env.text("DANKWERK_SEAL", None if PRODUCTION else "")
SEAL_PASSWORD = env.secret("DANKWERK_SEAL_PASSWORD")
KEYS_DIR = VAR_DIR / "keys"
# Certificates that sealed before, with their keys or without: old papers stay genuine.
SEAL_RETIRED_DIR = env.folder("DANKWERK_SEAL_RETIRED", KEYS_DIR / "retired")

# --- API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = settings_api.REST_FRAMEWORK | {
    # How many proxies of our own stand in front: whose address X-Forwarded-For is believed to name.
    "NUM_PROXIES": env.number("DANKWERK_PROXIES", 1 if PRODUCTION else 0),
}
REST_KNOX = settings_api.REST_KNOX
SPECTACULAR_SETTINGS = settings_api.SPECTACULAR

# --- Security -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
SESSION_ENGINE = "backend.common.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "backend.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("DANKWERK_HTTPS", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without a proxy in front
    SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
    CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL_REDIRECT else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# --- Logs: what happened, never about whom ------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "backend.common.logs.WithoutSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("DANKWERK_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR", "filters": ["without_secrets"]},
        "django.security.csrf": {"filters": ["without_secrets"]},
        "axes": {"level": "CRITICAL"},  # it names who tried, and from where
        "kombu.connection": {"level": "ERROR"},  # it warns that the filesystem broker has no host
    },
}
