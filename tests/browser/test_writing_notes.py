"""Several people write the notes of a session at once, in browsers: on a connection that drops,
over each other, without a script."""

import pytest
from playwright.sync_api import Page, expect

from forums.models import Note
from tests.factories import NoteFactory, PeerFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.browser
PAD = "/forums/talk/notes/"


@pytest.fixture
def record(transactional_db):
    session = SessionFactory(slug="talk", title="Talk")
    session.hosts.add(PeerFactory(name="Holly Host"), PeerFactory(name="Hal Host"))
    return RecordFactory(session=session, state="draft")


@pytest.fixture
def pads(visit, record) -> list[Page]:
    """The same notes, open before two people."""
    pages = [visit(host, width=375) for host in record.session.hosts.all()]
    for page in pages:
        page.goto(PAD)
    return pages


def write(page: Page, words: str) -> None:
    form = page.locator("#context .pad-new")
    form.get_by_label("What is the case?").fill(words)
    form.get_by_role("button", name="Write it down").click()


def row(page: Page, note: Note):
    return page.locator(f"#note-{note.pk}")


def test_what_one_writes_the_other_reads_while_typing(pads):
    one, other = pads
    typed = other.get_by_label("What works, and where?")
    typed.fill("I am still")
    write(one, "Rents rose.")
    expect(other.locator("#context .pad-items")).to_contain_text("Rents rose.", timeout=9_000)
    expect(typed).to_be_focused()
    expect(typed).to_have_value("I am still")
    expect(one.get_by_label("What is the case?")).to_have_value("")


def test_two_who_change_one_item_see_both_texts(pads, record, watch):
    watch.expect(409)
    note = NoteFactory(record=record, words="Was.")
    for page, words in zip(pads, ("Hers.", "His."), strict=True):
        page.goto(PAD)
        row(page, note).get_by_role("link", name="Change it").click()
        row(page, note).get_by_label("What is the case?").fill(words)
    one, other = pads
    row(one, note).get_by_role("button", name="Save").click()
    expect(row(one, note)).to_contain_text("Hers.")
    expect(row(other, note)).to_contain_text("changed this meanwhile", timeout=9_000)
    row(other, note).get_by_role("button", name="Save").click()
    words = row(other, note).get_by_label("What is the case?")
    expect(words).to_have_value("Hers.\n\nHis.")
    words.fill("Ours.")
    row(other, note).get_by_role("button", name="Save").click()
    expect(row(one, note)).to_contain_text("Ours.", timeout=9_000)


def test_words_outlive_a_lost_connection(pads):
    page = pads[0]
    page.context.set_offline(True)
    write(page, "Said in a cellar.")
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("What is the case?")).to_have_value("Said in a cellar.")
    page.locator("#context .pad-new").get_by_role("button", name="Write it down").click()
    expect(page.locator("#context .pad-items")).to_contain_text("Said in a cellar.")
    page.reload()
    expect(page.get_by_label("What is the case?")).to_have_value("")
    assert Note.objects.count() == 1


def test_without_a_script_notes_are_written_all_the_same(visit, record):
    page = visit(record.session.hosts.first(), javascript=False)
    page.goto(PAD)
    write(page, "By hand.")
    expect(page.locator("#context .pad-items")).to_contain_text("By hand.")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What is the case?").fill("By hand, twice.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#context .pad-items")).to_contain_text("By hand, twice.")
    page.get_by_role("link", name="What it said before").click()
    expect(page.locator(".note-version").first.locator("ins")).to_contain_text(["twice"])
