"""Several people write the notes of a session at once, in browsers: on a connection that drops,
over each other, without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

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


def hold(page: Page, path: str) -> Callable[[], None]:
    """Keep the first that is sent there from the server until the given verb is called."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(f"**{path}", handle)

    def let_go() -> None:
        while not held:
            page.wait_for_timeout(50)
        held[0].continue_()

    return let_go


def kept(page: Page) -> list[str]:
    names = page.evaluate("Object.keys(localStorage)")
    return [name for name in names if name.startswith("notes:")]


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


def test_what_is_typed_while_a_new_item_is_sent_is_the_next_one(pads):
    page = pads[0]
    words = page.get_by_label("What is the case?")
    let_go = hold(page, "/notes/new/")
    write(page, "Rents rose.")
    words.press_sequentially("\nWages did not.")
    let_go()
    expect(page.locator("#context .pad-items")).to_contain_text("Rents rose.")
    expect(words).to_have_value("Wages did not.")
    expect(page.get_by_role("status")).to_contain_text("still in the form")
    assert len(kept(page)) == 1
    page.reload()
    expect(words).to_have_value("Wages did not.")
    page.locator("#context .pad-new").get_by_role("button", name="Write it down").click()
    expect(page.locator("#context .pad-items")).to_contain_text("Wages did not.")
    expect(words).to_have_value("")
    assert [note.words for note in Note.objects.order_by("place")] == [
        "Rents rose.", "Wages did not.",
    ]  # fmt: skip
    assert kept(page) == []


def test_what_is_typed_before_an_answer_gets_lost_is_not_taken_for_saved(pads):
    page, held = pads[0], []
    words = page.get_by_label("What is the case?")
    page.route("**/notes/new/", lambda route: held.append(route))
    write(page, "Rents rose.")
    words.press_sequentially("\nAnd fell.")
    held.pop().fetch()  # it reaches the server, and its answer nobody
    page.reload()
    expect(page.locator("#context .pad-items")).to_contain_text("Rents rose.")
    expect(words).to_have_value("And fell.")


def test_what_is_typed_while_a_change_is_sent_stays_in_its_form(pads, record):
    page, note = pads[0], NoteFactory(record=record, words="Was.")
    page.goto(PAD)
    row(page, note).get_by_role("link", name="Change it").click()
    words = row(page, note).get_by_label("What is the case?")
    words.fill("Is.")
    let_go = hold(page, f"{note.pk}/edit/")
    row(page, note).get_by_role("button", name="Save").click()
    words.press_sequentially(" And will be.")
    let_go()
    expect(page.get_by_role("status")).to_contain_text("still in the form")
    expect(words).to_have_value("Is. And will be.")
    row(page, note).get_by_role("button", name="Save").click()
    expect(words).to_have_count(0)
    expect(row(page, note)).to_contain_text("Is. And will be.")
    note.refresh_from_db()
    assert (note.words, note.revision) == ("Is. And will be.", 3)
    assert kept(page) == []


def test_what_is_typed_before_a_conflict_is_told_stands_among_both_texts(pads, record, watch):
    watch.expect(409)
    page, note = pads[0], NoteFactory(record=record, words="Was.")
    page.goto(PAD)
    row(page, note).get_by_role("link", name="Change it").click()
    words = row(page, note).get_by_label("What is the case?")
    words.fill("Mine.")
    let_go = hold(page, f"{note.pk}/edit/")
    row(page, note).get_by_role("button", name="Save").click()
    words.press_sequentially(" And more.")
    Note.objects.filter(pk=note.pk).update(words="Theirs.")
    let_go()
    expect(words).to_have_value("Theirs.\n\nMine. And more.")


def test_what_is_typed_before_a_refusal_is_told_stays(pads, watch):
    watch.expect(422)
    page = pads[0]
    words = page.get_by_label("What is the case?")
    let_go = hold(page, "/notes/new/")
    write(page, "Rents\x01 rose.")
    words.press_sequentially(" And more.")
    let_go()
    expect(page.locator(".errors-summary, [role=alert]").first).to_be_visible()
    expect(words).to_have_value("Rents\x01 rose. And more.")


def test_unsaved_words_are_not_for_whoever_uses_the_same_device(pads):
    page = pads[0]
    page.get_by_label("What is the case?").fill("Said in confidence.")
    assert len(kept(page)) == 1
    cookies = pads[1].context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.goto(PAD)
    expect(page.get_by_label("What is the case?")).to_have_value("")
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('notes:'))")


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
