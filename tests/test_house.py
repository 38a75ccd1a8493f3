"""The rules of the house that import-linter cannot hold."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.template import engines
from django.utils.module_loading import import_string

from leeds_leaders.celery import app as celery_app

ROOT = Path(__file__).resolve().parents[1]
APPS = ("forums", "projects", "peers", "leeds_leaders")
CODE = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
# What HOUSE.md names, for every app and for the ground floor.
VOCABULARY = {
    "__init__", "__main__", "apps", "urls", "choices", "errors", "querysets", "models", "rules",
    "emails", "tasks", "actions", "forms", "digest", "jobs", "feeds", "views", "admin",
    "templatetags", "management", "commands", "settings", "celery", "wsgi", "htmx", "text",
    "stamps", "components", "local", "geography", "language", "notices", "moderation",
}  # fmt: skip
# A file of these names that grows becomes a package of nouns.
PACKAGES = {
    "models", "querysets", "actions", "emails", "forms", "pages", "personal_data", "views", "admin",
    "digest",
    "commands",
}  # fmt: skip
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "base_classes", "lib"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees(*places: str):
    """The syntax trees of the code whose file or folder has one of these names."""
    for path in CODE:
        if not places or {path.stem, *path.relative_to(ROOT).parts[:-1]} & set(places):
            yield path, ast.parse(path.read_text("utf-8"))


def decided() -> set[str]:
    """Names that a decision record writes as code."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md"))
    return {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", span)}


def test_there_is_code_to_look_at():
    assert len(CODE) > 80
    assert len(TEMPLATES) > 40


def test_there_is_no_drawer():
    files = [
        p
        for p in ROOT.rglob("*")
        if not re.search(r"/\.|/node_modules/", str(p.relative_to(ROOT.parent)))
    ]
    assert not [name(path) for path in files if path.stem in DRAWERS]


def test_every_file_has_a_name_of_the_house_or_of_a_decision():
    known = VOCABULARY | decided()
    strange = []
    for path in CODE:
        *folders, stem = (*path.relative_to(ROOT).parts[1:-1], path.stem)
        if stem.endswith("_tags") and folders[-1:] == ["templatetags"]:
            continue
        if folders and folders[-1] in PACKAGES:
            continue  # a package of nouns, or a command that CONTRACT.md names
        if (set(folders) - VOCABULARY) & known or "local" in folders:
            continue  # the inside of a package that was decided on
        if not {stem, *folders} <= known:
            strange.append(name(path))
    assert not strange


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{name(path)}:{line.lineno}"
        for path, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for line in ast.walk(function)
        if isinstance(line, ast.Import | ast.ImportFrom)
    ]
    assert not inside


def test_nothing_is_imported_wholesale():
    assert not [
        name(path)
        for path, tree in trees()
        for line in ast.walk(tree)
        if isinstance(line, ast.ImportFrom) and line.names[0].name == "*"
    ]


def managers(tree):
    """Each `Model.objects.<verb>`: (line, model, verb)."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(
                attr=verb,
                value=ast.Attribute(attr="objects" | "_default_manager", value=ast.Name(id=model)),
            ):
                yield node.lineno, model, verb


DOORS = {
    "visible_to",
    "visible_at",
    "of_token",  # for whoever holds a link that was signed for them
    "on_calendar_of",  # what somebody goes to or hosts, and of what was taken away only when it was
    "on",  # what was answered to one thing: the same door, asked of this one alone
    "shared_with",  # lessons, without whose they are
    "told",  # sums of so many that nobody can be guessed
    "family_of",  # keys alone, which then go through the door
    "of_record",  # of a record that came through its own
    "kept_by",  # associations that somebody answers for: theirs to see, whatever else they may
    "answered_for_by",  # the same of whom and what they answer for
}


def test_pages_and_panels_reach_objects_by_their_door_alone():
    around = [
        f"{name(path)}:{line} {model}.objects.{verb}"
        for path, tree in trees("views", "feeds", "templatetags", "pages")
        if "actions" not in path.parts  # a noun among the verbs
        for line, model, verb in managers(tree)
        if verb not in DOORS
    ]
    assert not around


def test_every_model_that_a_page_shows_has_a_door():
    shown = {
        model
        for _path, tree in trees("views", "feeds", "templatetags")
        for _line, model, _verb in managers(tree)
    }
    assert shown >= {"Project", "Session", "Ward", "Cause"}


WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def test_nothing_is_written_outside_the_actions():
    writes = [
        f"{name(path)}:{node.lineno} .{node.func.attr}()"
        for path, tree in trees("views", "forms", "rules", "templatetags", "querysets", "pages")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]
    assert not writes


def test_a_request_stays_in_the_views():
    below = ("actions", "models", "querysets", "rules", "emails", "tasks", "choices", "jobs")
    found = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees(*below)
        if "local" not in path.parts
        for node in ast.walk(tree)
        if (isinstance(node, ast.arg) and node.arg == "request")
        or (isinstance(node, ast.Name) and node.id == "request")
    ]
    assert not found


def test_nobody_listens_to_signals():
    found = [
        name(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and "signals" in (node.module or "").split("."))
        or (isinstance(node, ast.ImportFrom) and node.module == "django.dispatch")
        or (isinstance(node, ast.Attribute) and node.attr in {"pre_save", "post_save"})
    ]
    assert not found


def test_models_save_without_side_effects():
    found = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees("models")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"}
    ]
    assert not found


def test_forms_name_their_fields():
    found = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees("forms", "admin")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and ast.unparse(node).replace('"', "'") in {"fields = '__all__'", "exclude = []"}
    ]
    assert not found


def test_tasks_are_handed_ids_and_no_objects():
    for task in celery_app.tasks.values():
        if not task.name.startswith("celery."):
            names = set(task.run.__code__.co_varnames[: task.run.__code__.co_argcount])
            assert not names & {"project", "peer", "letter", "session", "user", "request"}, task


def test_public_code_says_what_it_is_for():
    """Models, actions and querysets: why and for whom."""
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path, tree in trees("models", "actions", "querysets", "rules", "jobs", "tasks")
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


# Settings and migrations ------------------------------------------------------------------------


def dotted_paths(value, found: set[str]) -> set[str]:
    """Everything in the settings that looks like a path to something of ours or of a library."""
    if isinstance(value, dict):
        for part in value.values():
            dotted_paths(part, found)
    elif isinstance(value, list | tuple | set):
        for part in value:
            dotted_paths(part, found)
    elif isinstance(value, str) and re.fullmatch(
        rf"({'|'.join(APPS)}|django|allauth|whitenoise|csp|django_htmx)(\.\w+)+", value
    ):
        found.add(value)
    return found


PATHS = set().union(
    *(dotted_paths(getattr(settings, name), set()) for name in dir(settings) if name.isupper())
)


def test_every_path_in_the_settings_leads_somewhere():
    assert len(PATHS) > 40
    lost = []
    for path in sorted(PATHS):
        try:
            import_string(path)
        except ImportError:
            try:
                __import__(path)
            except ImportError:
                lost.append(path)
    assert not set(lost) - {settings.AUTH_USER_MODEL, *settings.LOGGING["loggers"]}


def test_what_the_timetable_names_is_a_task():
    celery_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in celery_app.tasks


def ours():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    labels = {"house", "geography", "language", "notices", "moderation", *APPS}
    return [m for (label, _name), m in loader.disk_migrations.items() if label in labels]


def test_every_migration_can_be_undone():
    stuck = [
        str(migration)
        for migration in ours()
        for operation in migration.operations
        if isinstance(operation, migrations.RunSQL | migrations.RunPython)
        and not operation.reversible
    ]
    assert not stuck


def test_migrations_are_named_for_what_they_do():
    assert not [str(m) for m in ours() if re.match(r"\d+_(auto|alter_\w+_and_more)", m.name)]


# Templates --------------------------------------------------------------------------------------


def markup(path: Path) -> str:
    """A template without its comments."""
    text = path.read_text("utf-8")
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


# Letters are no pages: mail programs know neither our style sheets nor our policy.
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "email" not in path.parts]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style in its markup", r"""\sstyle\s*=\s*["'{]"""),
        ("a style sheet in its markup", r"<style\b"),
        ("a script in its markup", r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>"),
        ("a handler in its markup", r"""<[^>]*\son[a-z]+\s*=\s*["'{]"""),
        ("an htmx handler", r"""hx-on[:=-]|hx-vals\s*=\s*["']js:|hx-vars"""),
        ("a script as an address", r"""(href|src|action)\s*=\s*["']\s*javascript:"""),
        ("something from another host", r"""<(script|link|img|iframe|source)[^>]*(src|href)=["']https?://"""),
        ("text that is not escaped", r"\|\s*safe(?!seq)\b(?!.*help)|autoescape off"),
    ],
    ids=lambda value: value if " " in value and "(" not in value else "",
)  # fmt: skip
def test_no_page_has(what, pattern):
    found = [
        f"{name(path)}: {match[0][:60]}"
        for path in PAGES
        for match in re.finditer(pattern, markup(path), re.IGNORECASE)
        if not ("help_text" in markup(path) and "safe" in match[0])
    ]
    assert not found, what


# Nobody is signed in there, and a token would set a cookie: the address itself is the secret, or
# the origin of what is sent is looked at.
NEED_NO_TOKEN = {
    "templates/notices/unsubscribe.html",
    "templates/forums/guest.html",
    "templates/moderation/report.html",
    "templates/moderation/data_complaint.html",
}


def test_every_form_that_changes_something_carries_its_token():
    for path in PAGES:
        if name(path) in NEED_NO_TOKEN:
            continue
        text = markup(path)
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.I):
            assert "csrf_token" in form, name(path)


def test_every_picture_is_described():
    for path in PAGES:
        for picture in re.findall(r"<img\b[^>]*>", markup(path)):
            assert "alt=" in picture, (name(path), picture)


def test_every_template_can_be_read():
    engine = engines["django"]
    for path in TEMPLATES:
        engine.from_string(path.read_text("utf-8"))


def spoken(path: Path) -> str:
    """The words of a template that are for people."""
    text = markup(path)
    marked = re.findall(r"\{% (?:translate|trans) ([\"'])(.*?)\1", text)
    blocks = re.findall(r"\{% blocktrans\w*.*?%\}(.*?)\{% endblocktrans", text, re.DOTALL)
    return " ".join([words for _quote, words in marked] + blocks)


def test_nobody_is_called_a_user_and_nobody_a_leader():
    for path in TEMPLATES:
        if "admin" in path.parts:
            continue
        words = re.sub(r"\{\{.*?\}\}", "", spoken(path)).casefold()
        assert not re.search(r"\b(users?|leaders?)\b", words), name(path)
