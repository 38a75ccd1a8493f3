"""Hostile inputs, made by hand: at every parameter, form, file, body and header of the site.

Whatever comes is answered in words, within two seconds, and never with a fault of ours. Each test
counts what it sends: together more than 3,000 inputs.
"""

import json
import time
from itertools import cycle, islice
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.attacks.corpus import BROKEN, PAYLOADS
from tests.test_doors import DOORS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # it looks at the clock

LONGEST = 2  # seconds
WORDS = [payload.encode() for payload in PAYLOADS]
INPUTS = [*BROKEN, *WORDS]


class Judge:
    """Counts what was sent, and remembers what was no answer to it."""

    def __init__(self) -> None:
        self.sent, self.faults = 0, []

    def send(self, what: object, ask) -> None:
        """What seems slow is asked again: the machine may have been busy with something else."""
        self.sent += 1
        for _attempt in range(3):
            status, taken = answered(ask)
            if status < 500 and taken <= LONGEST:
                return
        self.faults.append((status, round(taken, 2), what))


def answered(ask) -> tuple[int, float]:
    """Status and seconds of an answer that leaves the rows as they were."""
    started = time.perf_counter()
    with transaction.atomic():
        answer = ask()
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code, time.perf_counter() - started


@pytest.fixture
def judge():
    judge = Judge()
    yield judge
    assert not judge.faults, judge.faults[:20]


def brave(client: Client) -> Client:
    """A browser that looks at an error page as at any other."""
    client.raise_request_exception = False
    return client


# Addresses ----------------------------------------------------------

PARAMETERS = [
    ("/projects/", ("q", "cause", "ward", "stage", "needs", "near", "within", "sort", "page")),
    ("/projects/points.json", ("bbox", "zoom", "q", "near", "cause")),
    ("/projects/new/alike/", ("title", "lat", "lon")),
    ("/peers/", ("q", "ward", "offers", "asks", "free", "page")),
    ("/organisations/", ("q", "form", "page")),
    ("/organisations/names.json", ("q",)),
    ("/associations/", ("q", "page")),
    ("/forums/", ("q", "when", "how", "view", "month", "page")),
    ("/record/", ("q", "from", "to", "sector", "page")),
    ("/questions/", ("q", "state", "page")),
    ("/perspectives/", ("q", "kind", "page")),
    ("/what-works/", ("q", "page")),
    ("/said-and-done/", ("q", "state", "page")),
    ("/asks/", ("kind", "help", "ward", "page")),
    ("/places/", ("q",)),
    ("/places/ward.json", ("lat", "lon")),
    ("/forums/arranged-session/organise/", ("q", "list")),
    ("/forums/arranged-session/arrivals/", ("q",)),
    ("/hubs/new/", ("ward",)),
    ("/me/notices/", ("page",)),
    ("/accounts/login/", ("next",)),
    ("/moderation/", ("page", "quarter")),
    ("/admin/projects/project/", ("q", "o", "p", "standing__exact", "all", "e")),
    ("/admin/peers/peer/", ("q", "o", "p", "is_active__exact")),
    ("/admin/moderation/case/", ("q", "o", "p", "kind")),
    ("/admin/moderation/act/", ("q", "o", "p", "at__year", "at__month", "at__day")),
    ("/admin/moderation/decision/", ("q", "o", "p")),
    ("/admin/autocomplete/", ("app_label", "model_name", "field_name", "term", "page")),
]


def test_every_parameter_of_an_address(city, judge):
    """Each takes in turn a part of what is broken, and of all payloads."""
    payloads, broken = cycle(WORDS), cycle(BROKEN)
    for page, names in PARAMETERS:
        client = city.admin.client if page.startswith("/admin/") else city.organiser.client
        for name in names:
            for value in (*islice(payloads, 5), *islice(broken, 7)):
                address = f"{page}?{name}={quote_from_bytes(value[:4_000])}"
                judge.send((page, name, value[:60]), lambda a=address, c=client: c.get(a))
    assert judge.sent > 1_000


PATHS = [
    "/{}/", "/projects/{}/", "/projects/{}/edit/", "/projects/photos/{}.webp", "/peers/{}/",
    "/forums/{}/",
    "/peers/photos/{}/", "/forums/venues/{}/", "/perspectives/{}/", "/unsubscribe/{}/",
    "/place/{}/",
    "/calendar/{}.ics", "/organisations/{}/", "/causes/{}/", "/wards/{}/", "/news/{}/",
    "/questions/{}/",
    "/me/items/add/{}/", "/accounts/confirm-email/{}/", "/accounts/password/reset/key/{}/",
    "/report/project/{}/", "/report/{}/1/", "/report/seen/{}/", "/moderation/decisions/{}/", "/{}",
    "/admin/projects/project/{}/change/", "/admin/peers/peer/{}/", "/admin/{}/", "/static/{}",
]  # fmt: skip


def test_every_part_of_a_path(city, judge):
    for path in PATHS:
        client = city.admin.client if "admin" in path else city.lead.client
        for value in (*BROKEN[:44:2], *WORDS[::40]):
            address = path.format(quote_from_bytes(value[:2_000], safe=""))
            judge.send((path, value[:60]), lambda a=address, c=client: c.get(a))
    assert judge.sent > 700


# Forms and files ----------------------------------------------------------

FIELDS = (
    "title", "name", "words", "summary", "story", "subject", "reason", "note", "about", "link",
    "links",
    "contact", "email", "places", "companions", "access", "diet", "latitude", "longitude",
    "starts_at",
    "starts_at_0", "starts_at_1", "ends_on", "due_on", "until", "day", "month", "capacity",
    "state", "rung",
    "kind", "form", "ward", "causes", "needs", "tags", "peer", "slug", "key", "revision",
    "seen_at", "answer",
    "rule", "amount", "quality", "ends_on_0", "happened_on", "project", "organisation",
    "document", "query",
    "evidence", "heard", "purpose", "theme", "venue", "hosts", "questions", "weekday", "hour",
    "rhythm",
    "website", "began", "page", "next", "photo-1-alt", "photo-TOTAL_FORMS", "form-TOTAL_FORMS",
    "items",
)  # fmt: skip


def test_every_form(city, judge):
    """Every address that takes a POST gets forms full of payloads, of what is broken, and of text
    where lists are expected, as somebody who may send them."""
    payloads, fillings = cycle(PAYLOADS), cycle(range(3))
    doors = {door.address: door for door in DOORS if door.post}
    for address, door in doors.items():
        granted = [name for name, answer in door.post.items() if answer in {200, 302, 422}]
        player = getattr(city, next(iter(granted), "peer"))
        full = dict(zip(FIELDS, islice(payloads, len(FIELDS)), strict=False)) | door.data
        broken = {name: value.decode(errors="replace")[:3_000] for name, value in zip(
            FIELDS, cycle(BROKEN), strict=False)}  # fmt: skip
        many = {name: [payload] * 30 for name, payload in full.items()}
        for data in [(full, broken), (full, many), (broken, many)][next(fillings)]:
            judge.send(str(door), lambda a=address, p=player, d=data: p.client.post(a, d))
    assert judge.sent > 400


JSON_BODIES = [
    b"", b"null", b"[]", b"{}", b"[[[]]]", b'{"a":', b"NaN", b'"x"', b"1e999", b'{"a":"\\ud800"}',
    b"\xff\xfe",
    b"[" * 90_000, b'{"a":' * 20_000, b'{"__proto__":{"x":1}}', b'{"a":1,"a":2}', b'{"":""}',
    b"9" * 20_000,
    b'{"credential":{"id":"x","rawId":[],"response":1}}', b'{"key":"\\u0000"}', b"\x00", b"true",
    b"-0",
]  # fmt: skip
TYPES = [
    "application/json", "text/plain", "application/xml", "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-16", "x", "",
    "application/x-www-form-urlencoded; charset=nothing", "application/x-www-form-urlencoded",
]  # fmt: skip
BODY_DOORS = ("/projects/draft/", "/me/profile/about/", "/projects/new/",
    "/forums/arranged-session/guest/",
              "/accounts/login/", "/forums/new/", "/data-complaint/",
              "/report/project/live-project/")  # fmt: skip


def test_every_kind_of_body(city, judge):
    for address in BODY_DOORS:
        client = (
            city.nobody.client if address.startswith(("/accounts", "/data")) else city.peer.client
        )
        for number, kind in enumerate(TYPES):
            for body in JSON_BODIES[number % 4 :: 4]:
                judge.send(
                    (address, kind, body[:40]),
                    lambda a=address, b=body, k=kind, c=client: c.generic("POST", a, b, k),
                )
    assert judge.sent > 400


FILES = [
    b"", b"x", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP",
    b"BM", b"%PDF-1.7",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<html><script>alert(1)</script>",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00",
    b"PK\x03\x04",
    b"\xff\xd8\xff\xe1\xff\xff" + b"E" * 500, b"\x00" * 5_000, b"MZ", b"#!/bin/sh\nid",
    b"\xff\xd8\xff" * 5_000,
    b"GIF89a" + b"\xff" * 900, b"push graphic-context\nimage over 0,0 'url(https://evil.example)'",
]  # fmt: skip
FILE_NAMES = [
    "x.png",
    "x.svg",
    "x.php",
    "../x.png",
    "x" * 255 + ".png",
    "",
    "\u202egnp.x",
    'a"b.png',
    ".png",
]
FILE_FORMS = [
    ("/projects/live-project/photos/", "photo-1-file"),
    ("/me/profile/photo/", "photo"),
    ("/projects/live-project/edit/", "photo"),
    ("/projects/live-project/news/new/", "photo-1-file"),
    ("/forums/venues/new/", "photo"),
]


def test_every_file(city, judge):
    names = cycle(FILE_NAMES)
    for number, (address, field) in enumerate(FILE_FORMS):
        for content in FILES[number % 2 :: 2]:
            upload = SimpleUploadedFile("x.png", content, "image/png")
            upload._name = next(names)
            data = {field: upload, "photo-1-alt": "x", "alt": "x", "photo_alt": "x"}
            player = city.organiser if "venues" in address else city.lead
            judge.send(
                (address, content[:20], upload._name),
                lambda a=address, d=data, p=player: p.client.post(a, d),
            )
    assert judge.sent > 40


# Headers ----------------------------------------------------------

HEADERS = (
    "Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "Cookie", "Referer",
    "Origin", "User-Agent",
    "If-None-Match", "If-Modified-Since", "Range", "X-Forwarded-For", "X-Forwarded-Proto",
    "X-Requested-With",
    "HX-Request", "HX-Target", "HX-Current-URL", "HX-Trigger", "HX-Boosted", "Authorization",
    "X-CSRFToken",
    "Content-Length", "Transfer-Encoding", "X-HTTP-Method-Override", "Sec-Fetch-Site", "Priority",
    "DNT",
)  # fmt: skip


def test_every_header(city, judge):
    pages = cycle(["/", "/projects/", "/projects/live-project/", "/peers/", "/feeds/sessions.atom",
                   "/projects/points.json?bbox=-2,53,-1,54&zoom=10", "/calendar.ics"])  # fmt: skip
    values = [value.decode("latin-1")[:3_000] for value in (*BROKEN[::2], *WORDS[::60])]
    for name in HEADERS:
        meta = name.upper().replace("-", "_")
        meta = meta if meta == "CONTENT_LENGTH" else f"HTTP_{meta}"
        for value, page in zip(values, pages, strict=False):
            client = brave(Client())
            judge.send((name, value[:40]), lambda p=page, m={meta: value}, c=client: c.get(p, **m))
    assert judge.sent > 900


def test_values_that_come_in_thousands(city, judge):
    """The same name ten thousand times, ten thousand names, a megabyte of one."""
    client = city.lead.client
    bodies = [
        b"&".join([b"causes=x"] * 10_000), b"&".join(b"n%d=x" % n for n in range(10_000)),
        b"title=" + b"x" * 1_000_000, b"title=" + b"%00" * 100_000, b"&" * 100_000, b"=" * 100_000,
        b"title=" + b"%E2%80%AE" * 50_000, b"story=" + b"[x](" * 100_000,
        b"story=" + b"> " * 200_000,
        b"story=" + b"*a_" * 100_000, b"title=" + b"A\xcc\x80" * 100_000,
        json.dumps([[]] * 9_999).encode(),
    ]  # fmt: skip
    for address in (
        "/projects/new/",
        "/projects/live-project/edit/",
        "/forums/arranged-session/agenda/new/",
    ):
        for body in bodies:
            judge.send(
                (address, body[:20]),
                lambda a=address, b=body: client.generic(
                    "POST", a, b, "application/x-www-form-urlencoded"
                ),
            )
    assert judge.sent == 36
