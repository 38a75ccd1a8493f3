"""One of each kind of mail, written into a folder for looking at."""

import re
from email import message_from_bytes, policy

import pytest
from django.core.management import CommandError, call_command

from leeds_leaders.notices.models import Letter, Notice
from peers.models import Peer

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    call_command("mails", tmp_path / "mails", verbosity=0)
    return tmp_path / "mails"


def test_there_is_one_of_each_kind(folder, settings):
    names = {path.stem for path in folder.glob("*.eml")}
    assert {"digest", "reminder", "decision-live", "decision-declined"} < names
    for app in ("account", "mfa"):
        templates = (settings.BASE_DIR / "templates" / app / "email").glob("*_subject.txt")
        kinds = {path.name.removesuffix("_subject.txt").replace("_", "-") for path in templates}
        assert {f"{app}-{kind}" for kind in kinds} <= names


def test_each_is_whole(folder, settings):
    for path in folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = message.get_body(("plain",)).get_content()
        assert message["To"] == "peer@example.org"
        assert message["Subject"].strip()
        assert settings.CITY.contact in text, path.stem
        assert "because" in text, path.stem  # why it came
        assert not re.search(r"\{[{%]|None|\ue000", text), path.stem


def test_html_parts_need_no_picture_and_know_the_dark(folder):
    pages = sorted(path.stem for path in folder.glob("*.html"))
    assert pages == ["decision-declined", "decision-live", "digest", "reminder"]
    for page in pages:
        html = (folder / f"{page}.html").read_text("utf-8")
        assert not re.search(r"<(img|link|script|iframe)\b|url\(", html)
        assert "prefers-color-scheme: dark" in html
        assert re.search(r"<title>\S", html)
        assert html.count("<h1") <= 1
        assert "/unsubscribe/" in html
        assert "/me/notices/" in html


def test_nothing_is_sent_and_nothing_is_kept(folder):
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()
    assert not Peer.objects.exists()


def test_a_folder_that_cannot_be_written_to_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file: ") as refusal:
        call_command("mails", tmp_path / "file")
    assert refusal.value.returncode == 1
