"""The one settings file. Business parameters are not settings: they are dated policy data.

Every variable read here is described in docs/develop/settings.md; a test compares the two.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from bihuan.config import env, logs

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = env.folder("BIHUAN_VAR", BASE_DIR / "var")
POLICY_DIR: Path = env.folder("BIHUAN_POLICIES", BASE_DIR / "policies")
VAR_DIR.mkdir(parents=True, exist_ok=True)

MODE = env.choice("BIHUAN_MODE", "development", {"development", "production"})
PRODUCTION = MODE == "production"
DEBUG = env.flag("BIHUAN_DEBUG", default=False)
SECRET_KEY = env.text("BIHUAN_SECRET_KEY", "" if PRODUCTION else "development-only-not-a-secret")
SECRET_KEY_FALLBACKS = env.words("BIHUAN_OLD_SECRET_KEYS")
ALLOWED_HOSTS = env.words("BIHUAN_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,testserver")
PROCESSES = env.number("BIHUAN_PROCESSES", 1, least=1)

INSTALLED_APPS = [
    "bihuan.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "bihuan.kernel.access",
    "bihuan.kernel.ledger",
    "bihuan.kernel.jobs",
    "bihuan.kernel.deadlines",
    "bihuan.kernel.process",
    "bihuan.kernel.ui",
    "bihuan.kernel.vault",
    "bihuan.kernel.operating",
    "bihuan.modules.organisations",
    "bihuan.modules.documents",
    "bihuan.modules.directives",
    "bihuan.modules.matters",
    "bihuan.modules.leads",
    "bihuan.modules.following",
    "bihuan.modules.corrections",
    "bihuan.modules.algebra",
    "bihuan.modules.quality",
    "bihuan.faces.workbench",
    "bihuan.faces.portal",
    "bihuan.faces.entrance",
    "bihuan.faces.administration",
]

MIDDLEWARE = [
    "bihuan.config.middleware.RequestContext",
    "bihuan.config.metrics.Counted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bihuan.kernel.access.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bihuan.config.scanning.UploadsScanned",
    "bihuan.config.cleaning.TextCleaned",
    "bihuan.kernel.ui.middleware.PressedOnce",
]

ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "bihuan.kernel.ui.templatetags.pressing",
                "bihuan.kernel.ui.templatetags.addressing",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'bihuan.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    ),
}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    # IMMEDIATE: a transaction that reads and then writes would otherwise fail at once under load,
    # whatever the timeout. FULL: a committed act survives a power cut. Each thread has
    # a connection, and each connection a cache of its own (KiB): the system's holds the rest, once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA foreign_keys=ON; PRAGMA cache_size=-2048;",
    }
else:
    # Tells every session of the database who acts: row-level security reads it.
    DATABASES["default"]["ENGINE"] = "bihuan.kernel.access.postgresql"
# Where pg_dump and pg_restore are, when not where programs usually are.
PG_PROGRAMS = env.text("BIHUAN_PG_PROGRAMS")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "files"
# An engine that holds station hours (docs/operate/engines.md); its address may hold a password.
READINGS = env.text("BIHUAN_READINGS")
ANCHOR_FILE = env.folder("BIHUAN_ANCHORS", VAR_DIR / "anchors.txt")
# Typefaces of papers: the agency's own folders first, then what scripts/fonts.sh fetched.
FONT_FOLDERS = [
    *(Path(name) for name in env.words("BIHUAN_FONTS")),
    VAR_DIR / "fonts",
    BASE_DIR / "var" / "fonts",
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/lxgw-wenkai"),
    Path("/usr/share/fonts/truetype/hanazono"),
]
CHECKPOINT_FILES = env.words("BIHUAN_CHECKPOINTS", str(VAR_DIR / "checkpoints.txt"))
LEDGER_KEY = env.folder("BIHUAN_LEDGER_KEY", VAR_DIR / "keys" / "ledger.pem")
# What a monitor must know to read /metrics; without it this machine alone may.
METRICS_TOKEN = env.text("BIHUAN_METRICS_TOKEN")
# The key of the identity vault; kept outside the database and outside every backup.
VAULT_KEY = env.folder("BIHUAN_VAULT_KEY", VAR_DIR / "keys" / "vault.key")
VAULT_CIPHER = env.choice("BIHUAN_VAULT_CIPHER", "sm4", {"sm4", "aes"})
# A command that looks at every upload; empty: nobody does.
SCANNER = env.text("BIHUAN_SCANNER")
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

TASKS = {
    "default": {
        "BACKEND": {
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[env.choice("BIHUAN_TASKS", "immediate", {"immediate", "database"})],
    },
}

# --- Who comes in -----------------------------------------------------------------------------
AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["bihuan.kernel.access.backends.AccountBackend"]
# What a password must be like; the figures of both profiles stand in policies/identity.toml.
PASSWORD_PROFILE = env.choice("BIHUAN_PASSWORD_PROFILE", "dengbao", {"dengbao", "asvs"})
# A file of leaked passwords: lines "SHA1:count", sorted, as the public list comes.
BREACHED_PASSWORDS = env.text("BIHUAN_BREACHED_PASSWORDS")
# Networks whose X-Forwarded-For is believed when tries of sign-in are counted; nobody's by default.
TRUSTED_PROXIES = env.words("BIHUAN_TRUSTED_PROXIES")
# Single sign-on; the words of acr and amr that stand for a second factor are the provider's own.
OIDC_ISSUER = env.text("BIHUAN_OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("BIHUAN_OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("BIHUAN_OIDC_CLIENT_SECRET")
OIDC_NAME = env.text("BIHUAN_OIDC_NAME", "统一身份认证")
OIDC_SECOND_FACTOR = env.words("BIHUAN_OIDC_SECOND_FACTOR")
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
HTTPS = env.flag("BIHUAN_HTTPS", default=PRODUCTION)
SESSION_ENGINE = "bihuan.config.session_store"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
BEHIND_PROXY = env.flag("BIHUAN_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- Files for the browser --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static",) if path.exists()]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

LOGGING = logs.configuration(machine_readable=PRODUCTION, level=env.text("BIHUAN_LOG", "INFO"))

env.read_elsewhere("BIHUAN_BIND", "BIHUAN_THREADS", "BIHUAN_PATIENCE")  # by the web server
_unknown = env.unknown()
if _unknown:
    raise env.BadSetting(f"Unknown settings in the environment: {', '.join(_unknown)}.")
