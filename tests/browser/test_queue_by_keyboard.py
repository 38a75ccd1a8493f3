"""The queue by the keyboard alone: ten held things in a minute, and nothing lost on a phone."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.models import Approved, Case, Decision
from peers.models import Organisation
from tests.browser.test_axe import OPTIONS
from tests.factories import OrganisationFactory, PeerFactory

pytestmark = pytest.mark.browser
LIST = "/admin/moderation/case/"
PAGE = LIST + "{}/change/"
MINUTE = 60


@pytest.fixture
def moderator(transactional_db):
    """Somebody of the demo, who needs no second step in a local run."""
    moderator = PeerFactory(name="Mo Moderator", email="moderator@example.org", is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    return moderator


@pytest.fixture
def cases(moderator) -> list[Case]:
    """Twelve organisations that wait, by one long name; of the last a moderator knew the texts."""
    author = PeerFactory(name="Anwen Longname-Featherstonehaugh")
    for number in range(12):
        OrganisationFactory(
            name=f"Helping Hands {number} of the long and winding road to Middleton Park",
            standing=Standing.HELD,
            added_by=author,
            about="We carry what is heavy.\n\n" + "Whoever comes is welcome. " * 20,
        )
    cases = list(Case.objects.order_by("pk"))
    texts = {"name": "Helping Hands", "about": "We carry what is light."}
    Approved.objects.create(kind="organisation", object_id=cases[-1].object_id, texts=texts)
    return cases


def press(page: Page, *keys: str) -> None:
    """Keys, and then the page that they lead to."""
    with page.expect_navigation():
        for key in keys:
            page.keyboard.press(key)


def test_ten_held_things_are_decided_in_a_minute_by_keyboard_alone(visit, cases, moderator):
    page = visit(moderator)
    page.goto("/admin/")
    press(page, "n")
    began = time.monotonic()
    for number in range(10):
        expect(page.get_by_role("heading", name="What it says")).to_be_visible()
        if number % 3:
            press(page, "a")
        else:
            press(page, "d", "9", "Enter")
    taken = time.monotonic() - began
    decided = dict(Decision.objects.values_list("object_id", "outcome"))
    assert decided == {
        case.object_id: Outcome.APPROVED if at % 3 else Outcome.DECLINED
        for at, case in enumerate(cases[:10])
    }
    assert set(Decision.objects.exclude(reason="").values_list("rule", flat=True)) == {"elsewhere"}
    assert taken < MINUTE / 2, f"{taken:.0f} s"  # the machine leaves a person half of it to read


def test_what_is_opened_is_in_hand_and_what_was_decided_is_undone(visit, cases, moderator):
    page = visit(moderator)
    page.goto(PAGE.format(cases[0].pk))
    expect(page.get_by_text("You have it in hand for ten minutes.")).to_be_visible()
    press(page, "n")
    assert page.url.endswith(PAGE.format(cases[1].pk))
    press(page, "a")
    press(page, "u")
    expect(page.get_by_text("It is as if it had not been.")).to_be_visible()
    expect(page.get_by_text("You have it in hand until")).to_be_visible()
    assert set(Organisation.objects.values_list("standing", flat=True)) == {Standing.HELD}
    page.keyboard.press("d")
    expect(page.get_by_label("Why", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("and a keen reader undid it")  # letters are words here, and decide nothing
    expect(page.get_by_label("In your own words")).to_have_value("and a keen reader undid it")
    assert Decision.objects.count() == 1


def test_it_works_on_a_phone_without_scripts(visit, cases, moderator):
    page = visit(moderator, width=375, javascript=False)
    page.goto(LIST)
    page.get_by_role("button", name="Look at the next one").click()
    for number in range(2):
        expect(page.get_by_text(f"Helping Hands {number} of")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_label("In your own words").fill("Please tell where you meet.")
        page.get_by_role("button", name="Decline").click()
    assert Decision.objects.filter(reason="Please tell where you meet.").count() == 2


def test_what_is_changed_in_another_tab_is_read_again_and_let_be_seen(visit, cases, moderator):
    page = visit(moderator)
    page.goto(PAGE.format(cases[0].pk))
    with page.context.expect_page() as opened:
        page.keyboard.press("e")
    tab = opened.value
    tab.get_by_label("What do we do?").fill("We carry what is heavy, up to the third floor.")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Save").click()
    tab.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("up to the third floor")).to_be_visible()
    press(page, "y")
    assert Decision.objects.get().outcome == Outcome.EDITED
    kept = Approved.objects.get(object_id=cases[0].object_id)
    assert kept.texts["about"].endswith("third floor.")


def test_what_is_decided_after_narrowing_the_list_goes_to_the_address_of_the_case(
    visit, cases, moderator
):
    """What is sent to an address with more in it is not sent on after showing who one is."""
    page = visit(moderator)
    page.goto(PAGE.format(cases[0].pk) + "?_changelist_filters=reported%3Dno")
    forms = page.locator(".case-answer form")
    sent_to = forms.evaluate_all("forms => forms.map((form) => form.getAttribute('action'))")
    assert sent_to.count(PAGE.format(cases[0].pk)) == 2
    assert all(sent_to)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_kept_out_of_it(visit, cases, moderator, dark):
    page = visit(moderator, dark=dark)
    for address, part in (
        (PAGE.format(cases[-1].pk), "#content"),
        (LIST, ".queue-bar"),
        ("/admin/", "[aria-labelledby=attention]"),
    ):  # the rest of these pages is Django's own
        page.goto(address)
        results = Axe().run(page, context=part, options=OPTIONS)
        assert results.violations_count == 0, f"{address}: {results.generate_report()}"
