"""Somebody new joins through the mailed link and puts a first project on the map."""

import pytest
from playwright.sync_api import expect

from leeds_leaders.moderation.choices import Standing
from peers.models import Peer
from projects.models import Project

pytestmark = pytest.mark.browser


def test_a_newcomer_joins_by_the_mailed_link_and_adds_a_first_project(page, deliver_mail):
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Join").click()
    page.get_by_label("What do people call you?").fill("Nora Newcomer")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_role("textbox", name="Password").fill("a kettle of warm tea")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    assert deliver_mail() == 1
    page.goto("/outbox/")
    page.get_by_role("link", name="accounts/confirm-email").click()
    page.get_by_role("button", name="Yes, confirm it").click()
    page.wait_for_url("**/")
    main = page.get_by_role("navigation", name="Main")
    expect(main.get_by_role("link", name="Nora", exact=True)).to_be_visible()

    page.goto("/projects/new/")
    page.get_by_label("What is it called?").fill("Kettles on Cardigan Road")
    page.get_by_label("What is it, in a sentence or two?").fill("Tea for whoever passes by.")
    page.locator("#id_ward").select_option(label="Headingley & Hyde Park")
    page.get_by_role("button", name="Put it on the map").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Kettles on Cardigan Road")
    expect(page.get_by_text("A moderator looks at it before")).to_be_visible()
    project = Project.objects.get()
    assert project.lead == Peer.objects.get(email="nora@example.org")
    assert project.standing == Standing.HELD


def test_the_link_works_in_another_browser_too_and_leads_to_signing_in(visit, deliver_mail):
    first = visit()
    first.goto("/accounts/signup/")
    first.get_by_label("What do people call you?").fill("Nora Newcomer")
    first.get_by_label("E-mail address").fill("nora@example.org")
    first.get_by_role("textbox", name="Password").fill("a kettle of warm tea")
    first.get_by_role("button", name="Join").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    deliver_mail()

    phone = visit(width=375)
    phone.goto("/outbox/")
    phone.get_by_role("link", name="accounts/confirm-email").click()
    phone.get_by_role("button", name="Yes, confirm it").click()
    phone.get_by_label("E-mail address").fill("nora@example.org")
    phone.get_by_role("textbox", name="Password").fill("a kettle of warm tea")
    phone.locator("main").get_by_role("button", name="Sign in").click()
    phone.wait_for_url("**/")
    main = phone.get_by_role("navigation", name="Main")
    expect(main.get_by_role("link", name="Nora", exact=True)).to_be_visible()
