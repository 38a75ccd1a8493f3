"""Hostile input: over every parameter of an address and every field of a form.

Whatever comes is answered in words within two seconds, and never with a fault of ours.
"""

import time
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from projects.forms.editing import ProjectForm
from projects.models import Draft, Project
from tests.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # it looks at the clock

ODD = [
    b"",
    b" ",
    b"\x00",
    b"a\x00b",
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xed\xa0\xbd\xed\xb2\xa9",  # a pair of them
    b"\xff\xfe",
    b"\xc0\xae",
    b"\xf4\x90\x80\x80",
    b"a\r\nSet-Cookie: x=1",
    b"\x0b\x1c\x85",
    b"\xc2\x85",
    "\u202egnp.exe".encode(),
    "\u2028\u2029".encode(),
    "\ufeff\u200b\u00ad".encode(),
    "💥".encode() * 60,
    "１２".encode(),
    b"NaN",
    b"nan,nan",
    b"Infinity",
    b"-inf,inf",
    b"1e400",
    b"1e308,1e308",
    b"-1",
    b"0",
    b"1.5",
    b"1_000",
    b"0x10",
    b"99999999999999999999999",
    b"9" * 5000,
    b"0001-01-01",
    b"9999-12-31",
    b"10000-01-01",
    b"2026-02-30",
    b"password",
    b"lead__password",
    b"' OR 1=1 --",
    b"%s %(x)s {0} {{ 7|add:7 }} {% now %}",
    b"../../../../etc/passwd",
    b"javascript:alert(1)",
    b"http://[::1",
    b"http://user:secret@example.org/",
    b"<script>alert(1)</script>",
    b"=HYPERLINK(1)",
    b"[" * 100_000,
    b"x" * 300_000,
    b"a " * 60_000,
    b"[a](" * 10_000,
]

GET = {
    "/": ["q", "next"],
    "/projects/": ["q", "cause", "ward", "stage", "needs", "near", "sort", "page", "unknown"],
    "/projects/points.json": [
        "bbox",
        "zoom",
        "q",
        "cause",
        "ward",
        "stage",
        "needs",
        "near",
        "sort",
        "page",
    ],
    "/projects/new/alike/": ["title", "lat", "lon"],
    "/projects/new/": ["title"],
    "/places/": ["q"],
    "/places/ward.json": ["lat", "lon"],
    "/wards/": ["q"],
    "/forums/": ["page"],
    "/accounts/login/": ["next"],
    "/accounts/signup/": ["next", "email"],
    "/admin/login/": ["next"],
}
GOOD = {"bbox": b"-1.8,53.7,-1.3,53.9", "zoom": b"11", "lat": b"53.8", "lon": b"-1.5"}
PASSKEYS = [
    b"{}",
    b"[]",
    b"1",
    b"null",
    b'{"id": 1}',
    b'{"id": "\\ud800", "rawId": "a", "response": {}}',
    b'{"id": "a", "rawId": "a", "response": []}',
    b'{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ",'
    b' "authenticatorData": "YQ", "signature": "YQ", "userHandle": null}}',
]
URLENCODED = "application/x-www-form-urlencoded"
ANSWERS = {200, 204, 302, 400, 403, 404, 413, 422, 429}


@pytest.fixture
def strict(cast, settings) -> dict[str, Client]:
    """The cast's browsers, for which an exception is an answer like any other."""
    settings.ACCOUNT_RATE_LIMITS = False
    for _name, player in cast:
        player.client.raise_request_exception = False
    return {name: player.client for name, player in cast}


def check(answer, started: float, *words) -> None:
    assert answer.status_code in ANSWERS, (answer.status_code, *words)
    assert time.perf_counter() - started < 2, words
    assert "set-cookie: x=1" not in str(answer.headers).lower()
    assert not answer.cookies.get("x")


def body_of(fields: dict[str, bytes]) -> str:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())


@pytest.mark.parametrize("path", GET)
def test_no_parameter_of_an_address_breaks_a_page(strict, path):
    names = GET[path]
    client = strict["peer" if "new" in path else "nobody"]
    for name in names:
        for value in ODD:
            query = body_of({k: v for k, v in GOOD.items() if k in names} | {name: value[:30_000]})
            started = time.perf_counter()
            check(client.get(path, QUERY_STRING=query), started, path, name, value[:40])


PATHS = [
    "/projects/%s/",
    "/projects/%s/edit/",
    "/forums/%s/",
    "/causes/%s/",
    "/wards/%s/",
    "/media/projects/%s.webp",
    "/accounts/confirm-email/%s/",
    "/accounts/password/reset/key/1-%s/",
    "/%s",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_breaks_the_site(strict, path):
    client = strict["moderator" if "edit" in path else "nobody"]
    for value in ODD:
        started = time.perf_counter()
        answer = client.get(path % quote_from_bytes(value[:3000]))
        check(answer, started, path, value[:40])


@pytest.fixture
def said() -> dict[str, bytes]:
    return {
        "title": b"Beans for all",
        "summary": b"Neighbours grow beans.",
        "led_by": b"citizens",
        "stage": b"idea",
        "precision": b"exact",
        "contact_audience": b"members",
        "revision": b"1",
    }


@pytest.mark.parametrize("name", [*ProjectForm.base_fields])
def test_no_field_of_the_project_form_breaks_it(strict, said, name):
    """What the form lets through is sent and shown; what it refuses, it refuses in words."""
    let_through = []
    for value in ODD:
        started = time.perf_counter()
        form = ProjectForm(QueryDict(body_of(said | {name: value})))
        if form.is_valid():
            let_through.append(value)
        assert all(str(error) for errors in form.errors.values() for error in errors)
        assert time.perf_counter() - started < 1, value[:40]
    client = strict["lead"]
    for value in let_through[:8]:
        body = body_of(said | {name: value})
        started = time.perf_counter()
        answer = client.post("/projects/new/", body, content_type=URLENCODED)
        check(answer, started, name, value[:40])
        assert answer.status_code == 302, (name, value[:40])
        started = time.perf_counter()
        check(client.get(answer.headers["Location"]), started, "the page of", name, value[:40])
    assert client.get("/projects/").status_code == 200


def test_the_project_form_full_of_nonsense_is_shown_again(strict):
    for value in ODD:
        body = body_of(dict.fromkeys(ProjectForm.base_fields, value[:60_000]))
        started = time.perf_counter()
        answer = strict["lead"].post("/projects/new/", body, content_type=URLENCODED)
        check(answer, started, value[:40])
        assert answer.status_code in {413, 422}


FORMS = {
    "/projects/draft/": ["title", "story", "causes", "lat", "project"],
    "/projects/draft/drop/": ["project"],
    "/projects/live-project/withdraw/": ["x"],
    "/projects/live-project/edit/": ["revision"],
    "/accounts/login/": ["login", "password", "next"],
    "/accounts/signup/": ["name", "email", "password1", "next"],
    "/accounts/password/reset/": ["email"],
    "/accounts/login/code/": ["email"],
    "/accounts/login/code/confirm/": ["code"],
    "/accounts/2fa/authenticate/": ["code"],
    "/accounts/2fa/webauthn/login/": ["credential"],
    "/me/name/": ["name"],
}
SENT = {
    "login": b"x@example.org",
    "email": b"x@example.org",
    "name": b"X",
    "password": b"x",
    "password1": b"breakfast-club-9",
}


@pytest.mark.parametrize("path", FORMS)
def test_no_other_form_breaks(strict, path):
    names = FORMS[path]
    client = strict["nobody" if "accounts" in path else "lead"]
    for name in names:
        for value in [*ODD, *PASSKEYS] if name == "credential" else ODD:
            fields = {k: v for k, v in SENT.items() if k in names} | {name: value}
            started = time.perf_counter()
            answer = client.post(path, body_of(fields), content_type=URLENCODED)
            check(answer, started, path, name, value[:40])


def test_a_draft_of_anything_can_be_opened_again(strict, said):
    client = strict["lead"]
    for value in ODD:
        client.post(
            "/projects/draft/",
            body_of(dict.fromkeys(ProjectForm.base_fields, value[:2000])),
            content_type=URLENCODED,
        )
        assert client.get("/projects/new/").status_code == 200, value[:40]
    assert Draft.objects.filter(project=None).count() <= 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\x00\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=\xe9", b""),
        ("application/json", b"[" * 100_000),
        ("application/x-www-form-urlencoded; charset=utf-7", b"title=%2BADw-"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"title=a"),
        ("text/plain; charset=utf-16", b"title=a"),
        ("", b"title=a"),
    ],
)
def test_no_kind_of_body_breaks_a_form(strict, content_type, body):
    answer = strict["lead"].generic("POST", "/projects/new/", body, content_type=content_type)
    assert answer.status_code in ANSWERS | {415}


def test_too_many_fields_and_too_much_text_are_refused_in_words(strict):
    client = strict["lead"]
    many = client.get("/projects/", QUERY_STRING="&".join(f"a{n}=1" for n in range(2000)))
    large = client.post("/projects/new/", {"story": "x" * 3_000_000})
    for answer in (many, large):
        assert answer.status_code == 413
        assert b"<h1>That is too much at once</h1>" in answer.content
        assert b"DATA_UPLOAD" not in answer.content


def test_headers_that_lie_break_nothing(strict):
    for name, value in {
        "HX-Request": "true\x7f",
        "HX-Current-URL": "http://[",
        "HX-Boosted": "maybe",
        "HX-Target": "%00",
        "HX-Prompt-URI-AutoEncoded": "true",
        "If-None-Match": "W/" * 4000,
        "If-Modified-Since": "yesterday",
        "Accept-Encoding": "gzip;q=NaN",
        "Accept-Language": "x" * 5000,
        "Accept": "*/*;q=" + "9" * 5000,
        "Cookie": "sessionid=%00; messages=[[; csrftoken=x; =; ;;",
        "Range": "bytes=-1-",
        "X-Forwarded-For": "nonsense, ,",
        "X-Forwarded-Proto": "gopher",
        "Referer": "http://[",
        "Origin": "null",
    }.items():
        for path in ("/", "/projects/", "/projects/live-project/", "/accounts/login/"):
            answer = strict["nobody"].get(path, headers={name: value})
            assert answer.status_code in ANSWERS | {416}, (name, path)


def test_a_host_of_somebody_elses_is_refused_without_a_word_on_settings(strict):
    answer = strict["nobody"].get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"ALLOWED_HOSTS" not in answer.content
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "name", ["../../x.png", "x.php", "\x00.png", "\u202egnp.exe", "x" * 300 + ".png", "CON"]
)
def test_the_name_of_a_photo_is_never_used(strict, said, name, settings):
    upload = SimpleUploadedFile("a.png", b"not a picture", "image/png")
    upload._name = name
    fields = {k: v.decode() for k, v in said.items()}
    answer = strict["lead"].post("/projects/new/", fields | {"photo": upload, "photo_alt": "x"})
    assert answer.status_code in {400, 422}
    assert not list(settings.MEDIA_ROOT.rglob("*"))


@pytest.mark.parametrize(
    "field", ["standing", "lead", "slug", "decided_by", "source", "created_at"]
)
def test_no_form_sets_what_it_does_not_ask_for(strict, cast, said, field):
    project = ProjectFactory(lead=cast.lead.peer)
    before = Project.objects.filter(pk=project.pk).values(field).get()
    fields = {k: v.decode() for k, v in said.items()} | {"stage": project.stage}
    answer = strict["lead"].post(
        f"/projects/{project.slug}/edit/", fields | {field: str(cast.peer.peer.pk)}
    )
    assert answer.status_code == 302
    assert Project.objects.filter(pk=project.pk).values(field).get() == before
