"""Settings shared by every environment; what differs comes in by environment variables, read only here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("SONJUKU_VAR", BASE_DIR / "var"))

# --- applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "lms.reports",
    "lms.hiring",
    "lms.trials",
    "lms.credentials",
    "lms.partners",
    "lms.learning",
    "lms.programmes",
    "lms.notices",
    "lms.accounts",
    "lms.ledger",
    "lms.regions",
    "courses",
    "content",
    "media",
    "config.wagtail_ja",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.CmsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.regions.middleware.RegionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "content.middleware.LoginUnlessPublicMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.accounts.middleware.SessionRulesMiddleware",
    "lms.regions.middleware.CmsRegionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "courses.middleware.PublishRefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "content.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- databases (performance.md has the reasons: docs/adr/0003) --------------------------------------------------------


def database_from_url(url: str) -> dict[str, Any]:
    """`sqlite:///relative/or//absolute.sqlite3` or `postgresql://user:password@host:port/name` as Django settings.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}")


def sqlite_database(path: Path) -> dict[str, Any]:
    """SQLite as this product needs it: write transactions take the lock at once, readers never wait (WAL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path if path.is_absolute() else BASE_DIR / path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA cache_size=-16000;PRAGMA journal_size_limit=27103364;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'sonjuku.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- caches, sessions, messages ---------------------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sonjuku"}
    ),
    # Counters that every process must see, also without Redis.
    "counters": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "counter_cache"},
    # Wagtail would keep rows of renditions, also of an import that was taken back: a lesson knows its pictures itself.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_ENGINE = "lms.accounts.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- people and sign-in -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["lms.accounts.backends.RegionAuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {
    "signup": "lms.accounts.forms.RegistrationForm",
    "login": "lms.accounts.forms.SignInForm",
    "request_login_code": "lms.accounts.forms.AskCodeForm",
    "confirm_login_code": "lms.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "lms.accounts.forms.AddressCodeForm",
    "reset_password": "lms.accounts.forms.AskResetForm",
    "confirm_password_reset_code": "lms.accounts.forms.ResetCodeForm",
    "reauthenticate": "lms.accounts.forms.PasswordAgainForm",
    "change_password": "lms.accounts.forms.NewPasswordForm",
    "set_password": "lms.accounts.forms.FirstPasswordForm",
    "add_email": "lms.accounts.forms.NewAddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
# Digits only: they are typed on a telephone. Eight of them leave five tries one chance in 20 million.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"

# Birth dates are encrypted under a key per person; that key is wrapped by this one, which stays outside the database.
PERSON_KEY_FILE = Path(os.environ.get("PERSON_KEY_FILE", VAR_DIR / "keys" / "person.key"))

# --- language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS: list[Path] = []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
WAGTAIL_CONTENT_LANGUAGES = [("ja", _("Japanese"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", "日本語"), ("en", "English")]

# --- files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# `media/` is code; what people upload lives below var/ and is served under /files/.
MEDIA_ROOT = VAR_DIR / "uploads"
MEDIA_URL = "/files/"
FILE_UPLOAD_PERMISSIONS = 0o640
# With S3_BUCKET files lie in an S3-compatible bucket; everything in it is private, pages carry addresses of ours.
S3_BUCKET = os.environ.get("S3_BUCKET", "")
S3_ENDPOINT_URL = os.environ.get("S3_ENDPOINT_URL", "")
S3_STORAGE: dict[str, Any] = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": S3_ENDPOINT_URL or None,
    "region_name": os.environ.get("S3_REGION", "") or None,
    "access_key": os.environ.get("S3_ACCESS_KEY_ID", "") or None,
    "secret_key": os.environ.get("S3_SECRET_ACCESS_KEY", "") or None,
    "default_acl": None,
    "querystring_auth": True,
    "file_overwrite": False,
}
S3_CLIENT: dict[str, Any] = {
    "signature_version": "s3v4",
    "s3": {"addressing_style": "path" if os.environ.get("S3_PATH_STYLE") == "1" else "auto"},
    # Some servers know nothing of the checksums newer clients send with every request.
    "request_checksum_calculation": os.environ.get("S3_CHECKSUMS", "when_required"),
    "response_checksum_validation": os.environ.get("S3_CHECKSUMS", "when_required"),
}
_STORAGE = "media.buckets.Bucket%sStorage" if S3_BUCKET else "media.storages.Local%sStorage"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _STORAGE % "Public"},
    "private": {"BACKEND": _STORAGE % "Private"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The largest file of each family that is taken, in MB; the proxy has its own limit.
MEDIA_MEGABYTES = {"picture": 10, "video": 300, "audio": 60, "document": 20, "captions": 1}
# Where films of others may come from; nothing is loaded before the reader agrees.
OUTSIDE_FILM_HOSTS = [host for host in os.environ.get("OUTSIDE_FILM_HOSTS", "").split(",") if host]
# What a picture in a lesson may weigh (performance budgets).
PICTURE_BYTES = 150_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- mail -------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "sonjuku@localhost")
# Where the demo shows the mails it sent; None everywhere else, and then the page does not exist.
DEMO_MAILBOX: Path | None = None

# --- background work --------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")

# --- security ---------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
_BUCKET_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(S3_ENDPOINT_URL))] if S3_ENDPOINT_URL else []
if S3_BUCKET and not S3_ENDPOINT_URL:
    _BUCKET_ORIGIN = ["https://*.amazonaws.com"]
_FILM_ORIGINS = [f"https://{host}" for host in OUTSIDE_FILM_HOSTS]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    # The CMS has a policy of its own, set by config.middleware on its addresses.
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_BUCKET_ORIGIN],
        "media-src": [SELF, *_BUCKET_ORIGIN, *_FILM_ORIGINS],
        "frame-src": [SELF, *_FILM_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

# Wagtail's admin writes inline scripts and styles, and previews pages in a frame.
CMS_SECURITY_POLICY: dict[str, Any] = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *_BUCKET_ORIGIN],
    "frame-src": [SELF],
}

# --- Wagtail ----------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "村塾 Sonjuku"
WAGTAILADMIN_BASE_URL = os.environ.get("WAGTAILADMIN_BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.HandoutForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.Handout"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MEDIA_MEGABYTES["picture"] * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv", "txt", "md", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = MEDIA_MEGABYTES["document"] * 1024 * 1024
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "content.search_backend", "SEARCH_CONFIG": "simple"}}
WAGTAIL_AUTOSAVE_INTERVAL = 2000
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
TAGGIT_CASE_INSENSITIVE = True

# --- logging ----------------------------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"lms": {"level": "INFO"}, "courses": {"level": "INFO"}},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
