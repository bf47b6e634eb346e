"""The one settings file. Business parameters are not settings: they are dated policy data."""

from pathlib import Path

import dj_database_url

from bihuan.config import env

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env.text("BIHUAN_VAR", str(BASE_DIR / "var")))
POLICY_DIR = Path(env.text("BIHUAN_POLICIES", str(BASE_DIR / "policies")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

MODE = env.text("BIHUAN_MODE", "development")
PRODUCTION = MODE == "production"
DEBUG = False
SECRET_KEY = env.text("BIHUAN_SECRET_KEY", "" if PRODUCTION else "development-only-not-a-secret")
ALLOWED_HOSTS = env.words("BIHUAN_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,testserver")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
    "bihuan.modules.organisations",
    "bihuan.modules.directives",
    "bihuan.modules.matters",
    "bihuan.faces.workbench",
    "bihuan.faces.portal",
]
# While the house is being built a room may be missing; a room that is there must work.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("bihuan.")
    or (BASE_DIR / "src" / Path(*app.split(".")) / "apps.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
INSTALLED_APPS.insert(0, "django.contrib.auth")

ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'bihuan.sqlite3'}"),
        conn_max_age=60,
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static",) if path.exists()]
MEDIA_ROOT = VAR_DIR / "files"

TASKS = {"default": {"BACKEND": env.text("BIHUAN_TASKS", "django_tasks.backends.immediate.ImmediateBackend")}}

_unknown = env.unknown()
if _unknown:
    raise env.BadSetting(f"Unknown settings in the environment: {', '.join(_unknown)}.")
