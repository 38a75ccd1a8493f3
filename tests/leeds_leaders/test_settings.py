"""A wrong or missing value stops the start with one plain line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DATABASE_URL": "postgresql://leeds@127.0.0.1/leeds",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "x" * 60,
    "EMAIL_URL": "smtp://localhost:25",
    "SITE_URL": "https://leeds.example",
}
READ = (
    "from django.core.exceptions import ImproperlyConfigured\n"
    "from django.conf import settings\n"
    "try:\n"
    "    settings.INSTALLED_APPS\n"
    "    print(eval(EXPRESSION, {'s': settings}))\n"
    "except ImproperlyConfigured as error:\n"
    "    print('refused:', error)\n"
)


def start(tmp_path, expression: str = "'started'", *, without: str = "", **env: str) -> str:
    """What a process says that starts with these values and no others."""
    values = {k: v for k, v in (GOOD | env).items() if k != without}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", READ.replace("EXPRESSION", repr(expression))],
        cwd=ROOT,
        env=values
        | {
            "PATH": os.environ["PATH"],
            "LOCAL_DIR": str(tmp_path / "local"),
            "DJANGO_SETTINGS_MODULE": "leeds_leaders.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_good_values_start_it(tmp_path):
    assert start(tmp_path) == "started"


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_what_is_needed_is_named(tmp_path, name):
    said = start(tmp_path, without=name)
    assert said.startswith(f"refused: {name}")
    assert "\n" not in said


def test_a_public_site_needs_to_know_where_mail_goes(tmp_path):
    assert start(tmp_path, without="EMAIL_URL").startswith("refused: EMAIL_URL")
    assert start(tmp_path, without="EMAIL_URL", LOCAL_RUN="1") == "started"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@localhost/x"),
        ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", ""),
        ("SECRET_KEY", ""),
        ("SITE_URL", "leeds.example"),
        ("SITE_URL", "ftp://leeds.example"),
        ("SITE_URL", "https://"),
        ("EMAIL_URL", "localhost:25"),
        ("EMAIL_URL", "https://mail.example"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://localhost:port"),
        ("DEBUG", "maybe"),
        ("LOCAL_RUN", "2"),
        ("REDIS_URL", "nonsense"),
        ("CITY_FILE", "/nowhere/city.toml"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../etc/passwd"),
        ("TIME_ZONE", ""),
    ],
)
def test_a_wrong_value_is_one_plain_line_that_names_it(tmp_path, name, value):
    said = start(tmp_path, **{name: value})
    assert said.startswith(f"refused: {name}"), said
    assert "\n" not in said
    assert "Traceback" not in said


def test_a_public_site_has_its_doors_shut(tmp_path):
    expression = (
        "s.DEBUG, s.LOCAL_RUN, s.OUTBOX_IS_READABLE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS"
    )
    assert start(tmp_path, expression) == str(
        (False, False, False, True, True, "__Host-session", "__Host-csrf", True, ["leeds.example"])
    )


def test_a_local_run_with_a_mail_server_shows_nobodys_mail(tmp_path):
    assert start(tmp_path, "s.OUTBOX_IS_READABLE", LOCAL_RUN="1") == "False"


def test_no_inline_code_and_no_other_host_but_the_maps(tmp_path):
    said = start(
        tmp_path,
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']",
        MAP_TILES_URL="https://{s}.tiles.example/{z}/{x}/{y}.png",
    )
    assert "unsafe" not in said
    assert "'default-src': [\"'none'\"]" in said
    assert "'frame-ancestors': [\"'none'\"]" in said
    assert said.count("https://") == 1
    assert "https://*.tiles.example" in said


def test_the_values_of_a_local_run_are_found_again(tmp_path):
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "env").write_text(
        "DATABASE_URL='postgresql://leeds@%2Ftmp%2Fx/leeds'\nREDIS_URL=unix:///tmp/r.sock\n"
    )
    said = start(
        tmp_path, "s.DATABASES['default']['HOST'], s.CELERY_BROKER_URL", without="DATABASE_URL"
    )
    assert "/tmp/x" in said
    # What the person set themselves stands.
    assert "redis://127.0.0.1:6379/0" in said


def test_the_checks_of_a_deployment_find_nothing():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=os.environ | GOOD | {"DATABASE_URL": os.environ["DATABASE_URL"], "LOCAL_RUN": "0",
                                 "ALLOWED_HOSTS": "leeds.example", "DEBUG": "0",
                                 "SECRET_KEY": "aB3$" + "k9Zq7Lm2Xw5Rt8Yp" * 4},
        capture_output=True,
        text=True,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
