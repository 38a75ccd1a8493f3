"""Everything that differs from one place to the next comes from the environment.

The names are listed in the README. A wrong or missing value stops the start with one plain line
(`ImproperlyConfigured`). While `make run` is up, its supervisor keeps the values of the local
run in `LOCAL_DIR/env`, so that a plain `manage.py` in the same checkout finds the same engines.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError

from leeds_leaders.city import City

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
LOCAL_DIR = Path(env.str("LOCAL_DIR", str(BASE_DIR / ".local"))).resolve()
if not env.str("DATABASE_URL", "") and (LOCAL_DIR / "env").is_file():
    env.read_env(str(LOCAL_DIR / "env"), recurse=False)


def plain(read, name, *args, **kwargs):
    """Read one value; turn a wrong or missing one into one plain line."""
    try:
        return read(name, *args, **kwargs)
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def folder_of(package: str) -> Path:
    """Where a package lies, without importing it: leaflet would ask for these very settings."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


# Where we are ---------------------------------------------------------------------------------
DEBUG = plain(env.bool, "DEBUG", False)
LOCAL_RUN = plain(env.bool, "LOCAL_RUN", False)  # mail is kept and shown, demo staff skip MFA
SECRET_KEY = plain(env.str, "SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY: it is empty")
# Older keys: what they signed, as links in letters of years ago, holds on.
SECRET_KEY_FALLBACKS = plain(env.list, "SECRET_KEY_FALLBACKS", [])
SITE_URL = plain(env.str, "SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL: write it like https://leaders.example.org")
ALLOWED_HOSTS = plain(env.list, "ALLOWED_HOSTS", [_site.hostname])
IS_HTTPS = _site.scheme == "https"
CITY = City.from_file(plain(env.path, "CITY_FILE", BASE_DIR / "leeds_leaders" / "city.toml"))
MAP_TILES_URL = plain(env.str, "MAP_TILES_URL", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
MAP_TILES_ATTRIBUTION = plain(env.str, "MAP_TILES_ATTRIBUTION", "© OpenStreetMap contributors")
_tiles = urlsplit(MAP_TILES_URL)
MAP_TILES_HOST = f"{_tiles.scheme}://{_tiles.netloc.replace('{s}', '*')}" if _tiles.netloc else SELF

# What we are made of --------------------------------------------------------------------------
INSTALLED_APPS = [
    "leeds_leaders.apps.LeedsLeadersConfig",
    "leeds_leaders.geography",
    "leeds_leaders.language",
    "leeds_leaders.notices",
    "leeds_leaders.moderation",
    "peers",
    "projects",
    "forums",
    "leeds_leaders.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "taggit",
    "csp",
]
MIDDLEWARE = [
    "leeds_leaders.middleware.log_requests",
    "leeds_leaders.middleware.spare_connection_checks",
    # Above all that can refuse a request by itself, as one for another host.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leeds_leaders.middleware.set_headers",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "leeds_leaders.middleware.refuse_odd_characters",  # its answer has all headers from above
    "leeds_leaders.admin_site.ask_staff_for_second_step",
    "leeds_leaders.seeing_as.see_as",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(10, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
ROOT_URLCONF = "leeds_leaders.urls"
WSGI_APPLICATION = "leeds_leaders.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "leeds_leaders.form_rendering.HouseFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leeds_leaders.views.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
                "leeds_leaders.templatetags.components",
            ],
        },
    }
]

# Engines --------------------------------------------------------------------------------------
DATABASES = {
    "default": plain(
        lambda name: dj_database_url.parse(
            env.str(name), conn_max_age=None, conn_health_checks=True
        ),
        "DATABASE_URL",
    )
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL: only postgresql:// addresses are understood")
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "prepare_threshold": 3,  # for leeds_leaders/statements.py; the ORM prepares nothing
    **DATABASES["default"].get("OPTIONS", {}),
}
REDIS_URL = plain(env.str, "REDIS_URL", "redis://127.0.0.1:6379/0")
if urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL: write it like redis://127.0.0.1:6379/0")

CACHES = {
    # Rate limits live where nothing is forgotten when Redis is away (docs/decisions/0008).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "house_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Whole pages for visitors, in each worker's memory, under the stamp of the data they show.
    "pages": {
        "BACKEND": plain(
            env.str, "PAGE_CACHE_BACKEND", "django.core.cache.backends.locmem.LocMemCache"
        ),
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a lost hint is made good by the next tick
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker never gives its broker up
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 0,  # or a request waits six seconds to find that the broker is away
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "drain the outbox": {"task": "leeds_leaders.notices.tasks.drain", "schedule": 15.0},
    "send due reminders": {
        "task": "leeds_leaders.notices.jobs.send_due_reminders",
        "schedule": 12.0,
    },
    "send due digests": {"task": "leeds_leaders.notices.jobs.send_due_digests", "schedule": 60.0},
    "keep places moving": {"task": "forums.jobs.keep_places_moving", "schedule": 20.0},
    "tell of places": {"task": "forums.jobs.tell", "schedule": 20.0},
    # When it is nine or ten in the city, summer and winter.
    "ask whether it helped": {
        "task": "forums.jobs.ask_about_lessons",
        "schedule": crontab(hour=9, minute=5),
    },
    "let go of what is over": {
        "task": "leeds_leaders.moderation.jobs.let_go_of_what_is_over",
        "schedule": crontab(hour=2, minute=30),
    },
    "answer reports of what is gone": {
        "task": "leeds_leaders.moderation.jobs.answer_reports_of_what_is_gone",
        "schedule": crontab(minute=25),
    },
    "fold the counts": {"task": "projects.jobs.fold_counts", "schedule": 60.0},
    "tell of offers taken back": {
        "task": "projects.jobs.tell_of_offers_taken_back",
        "schedule": 60.0,
    },
    "fold the counts of peers": {"task": "peers.jobs.fold_tallies", "schedule": 60.0},
    "close past offers and asks": {"task": "peers.jobs.close_past_items", "schedule": 300.0},
    "remind pairs of their day": {
        "task": "peers.jobs.remind_of_reviews",
        "schedule": crontab(hour="8-20", minute=20),
    },
    # When the day is over in UTC, by which the database dates, and in the city.
    "let roles end": {"task": "peers.jobs.let_roles_end", "schedule": crontab(hour=2, minute=10)},
    "ask what became of actions": {
        "task": "forums.jobs.ask_about_overdue_actions",
        "schedule": crontab(hour=9, minute=15),
    },
    "close past asks of projects": {
        "task": "projects.jobs.close_past_support",
        "schedule": crontab(hour=0, minute=5),
    },
    "tell news of projects": {"task": "projects.jobs.tell_news", "schedule": 60.0},
    "ask whether projects go on": {
        "task": "projects.jobs.ask_whether_still_going",
        "schedule": crontab(hour=9, minute=35),
    },
    "look for what saved searches find": {
        "task": "projects.jobs.look_for_searches",
        "schedule": 60.0,
    },
}

# Mail -----------------------------------------------------------------------------------------
EMAIL_URL = plain(env.str, "EMAIL_URL", "")
DEFAULT_FROM_EMAIL = plain(env.str, "DEFAULT_FROM_EMAIL", f"{CITY.network} <{CITY.contact}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
MAIL_DIR = LOCAL_DIR / "mail"
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    if _mail.scheme not in {"smtp", "smtps", "smtp+tls"} or not _mail.hostname:
        raise ImproperlyConfigured("EMAIL_URL: write it like smtp://user:password@host:587")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, plain(lambda _name: _mail.port, "EMAIL_URL") or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
elif LOCAL_RUN:
    EMAIL_BACKEND = "leeds_leaders.local.mail.KeptMailBackend"
else:
    raise ImproperlyConfigured("EMAIL_URL: say where mail goes, like smtp://localhost:25")
OUTBOX_IS_READABLE = LOCAL_RUN and not EMAIL_URL
# What the apps contribute to mail (leeds_leaders/notices/sources.py), in the order it is read.
DIGEST_SECTIONS = [
    "forums.digest.ComingSessions",
    "forums.digest.WhatCame",
    "projects.digest.NewInMySearches",
    "projects.digest.AsksForMyHelp",
    "projects.digest.NewProjects",
    "projects.digest.NewsOfProjects",
    "projects.digest.MilestonesOfProjects",
    "projects.digest.StagesOfProjects",
    "peers.digest.PeersInCommon",
]
REMINDER_SOURCES = ["forums.reminders.Breakfasts", "forums.reminders.Actions"]
# Whom a letter may still name when it leaves.
PEERS_SEEN = "peers.emails.ties.seen"

# Where a page went that is not where it was asked for.
WHITHER = "projects.pages.moved.whither"

# Whether what a letter keeps in its items is still so when it leaves, by their names.
STILL_TO_TELL = {
    "projects.asked": "projects.emails.team.still_asked",
    "projects.handed": "projects.emails.team.still_handed",
    "projects.support": "projects.emails.support.still_so",
    "projects.bid-part": "projects.emails.team.still_brought",
    "projects.membership": "projects.emails.associations.still_belonging",
    "projects.cohort": "projects.emails.associations.still_asked",
    "forums.place": "forums.emails.places_still_told",
    "forums.record": "forums.emails.records_still_told",
    "forums.named": "forums.emails.agreed.still_named",
    "forums.agreed": "forums.emails.agreed.still_agreed",
    "forums.outcome": "forums.emails.outcomes_still_told",
    "forums.response": "forums.emails.responses_still_told",
    "projects.told": "projects.emails.news.still_told",
    "projects.still-going": "projects.emails.checking.still_asked",
}

# What writes a letter anew when a part of what it keeps in its items is not so any more, likewise.
WRITTEN_ANEW = {"projects.finds": "projects.emails.searches.write_anew"}

# What the site holds of a person, storey by storey (leeds_leaders/personal_data.py).
PERSONAL_DATA = [
    "peers.personal_data.HOLDINGS",
    "projects.personal_data.HOLDINGS",
    "forums.personal_data.HOLDINGS",
    "leeds_leaders.notices.personal_data.HOLDINGS",
    "leeds_leaders.moderation.personal_data.HOLDINGS",
]

# How long what is kept, storey by storey (leeds_leaders/retention.py).
RETENTION = [
    "peers.retention.KEEPINGS",
    "projects.retention.KEEPINGS",
    "forums.retention.KEEPINGS",
    "leeds_leaders.notices.retention.KEEPINGS",
    "leeds_leaders.moderation.retention.KEEPINGS",
]

# What blanks, of rows that go with their person, what the staff wrote down of them elsewhere.
WORDS_OF_STAFF = ["leeds_leaders.moderation.actions.forgetting.blank_words_on"]

# What is moderated, storey by storey (leeds_leaders/moderation/kinds.py).
KINDS = ["peers.moderated.KINDS", "projects.moderated.KINDS", "forums.moderated.KINDS"]

# What the first page of the admin counts (leeds_leaders/moderation/pages/attention.py), in order.
NEEDS_ATTENTION = [
    "leeds_leaders.moderation.pages.attention.what_waits",
    "leeds_leaders.moderation.pages.attention.what_is_due",
    "leeds_leaders.moderation.pages.attention.letters",
    "projects.pages.attention.without_a_lead",
]

# Accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "peers.Peer"
AUTHENTICATION_BACKENDS = ["peers.accounts.PeerBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Passwords that were stolen elsewhere (leeds_leaders/passwords.py); unset: the common ones alone.
BREACHED_PASSWORDS_FILE = plain(env.path, "BREACHED_PASSWORDS_FILE", None)
if BREACHED_PASSWORDS_FILE is not None and not BREACHED_PASSWORDS_FILE.is_file():
    raise ImproperlyConfigured("BREACHED_PASSWORDS_FILE: there is no such file")
AUTH_PASSWORD_VALIDATORS.append({"NAME": "leeds_leaders.passwords.StolenPasswordValidator"})
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "peers.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "peers.forms.accounts.SignupForm",
    "login": "peers.forms.accounts.LoginForm",
    "request_login_code": "peers.forms.accounts.RequestLoginCodeForm",
    "confirm_login_code": "peers.forms.accounts.ConfirmLoginCodeForm",
    "reauthenticate": "peers.forms.accounts.ReauthenticateForm",
    "reset_password": "peers.forms.accounts.ResetPasswordForm",
    "user_token": "peers.forms.accounts.UserTokenForm",
    "reset_password_from_key": "peers.forms.accounts.ResetPasswordKeyForm",
    "change_password": "peers.forms.accounts.ChangePasswordForm",
    "set_password": "peers.forms.accounts.SetPasswordForm",
    "add_email": "peers.forms.accounts.AddEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, nowhere else
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # mail takes its time
# Beside allauth's own limits: nobody's mailbox can be filled through our forms.
ACCOUNT_RATE_LIMITS = {
    "reset_password": "20/m/ip,5/h/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "confirm_email": "1/3m/key,10/d/key",
    "ask_for_place": "20/m/ip,5/h/key",
    "complain_about_data": "10/h/ip,5/h/key",
    "report_by_visitor": "5/m/ip,20/h/ip",
    "report_by_member": "10/m/user,50/d/user",
}
# Behind a public address stands one proxy that says who asks (docs/decisions/0008).
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "peers.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "peers.forms.accounts.AuthenticateForm",
    "reauthenticate": "peers.forms.accounts.MFAReauthenticateForm",
    "activate_totp": "peers.forms.accounts.ActivateTOTPForm",
    "add_webauthn": "peers.forms.passkeys.AddWebAuthnForm",
    "authenticate_webauthn": "peers.forms.passkeys.AuthenticateWebAuthnForm",
    "login_webauthn": "peers.forms.passkeys.LoginWebAuthnForm",
    "reauthenticate_webauthn": "peers.forms.passkeys.ReauthenticateWebAuthnForm",
    "edit_webauthn": "peers.forms.passkeys.EditWebAuthnForm",
}
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = CITY.network
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

# Words and times ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "leeds_leaders.formats"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "leeds_leaders" / "locale"]
TIME_ZONE = plain(env.str, "TIME_ZONE", "Europe/London")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError):
    raise ImproperlyConfigured("TIME_ZONE: write it like Europe/London") from None
USE_TZ = True
TAGGIT_CASE_INSENSITIVE = True

# Files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
# Of django-leaflet we serve the static files alone: as an app it would ask for GDAL.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("leaflet", folder_of("leaflet") / "static" / "leaflet"),
]
MEDIA_ROOT = plain(env.path, "MEDIA_ROOT", LOCAL_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# What no page asks for need not be compressed at the first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "png",
    "jpg",
    "jpeg",
    "webp",
    "gif",
    "svgz",
    "woff",
    "woff2",
    "gz",
    "br",
    "map",
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 820  # two for each item of notes that are brought in at once
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Doors ----------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "leeds_leaders.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_ENGINE = "leeds_leaders.signed_in"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
if IS_HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", MAP_TILES_HOST],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Logs: one JSON line each, without personal data ------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "leeds_leaders.logs.JSONLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        # Our own request log names the route; these would name the path, and so people.
        "django.request": {"handlers": ["out"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False},
    },
}
