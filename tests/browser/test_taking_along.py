"""One's data as a file, by the one link for it."""

import zipfile

import pytest
from playwright.sync_api import expect

from tests.factories import PeerFactory

pytestmark = pytest.mark.browser
PASSWORD = "warm-crumpets-at-eight"


def test_who_one_is_is_asked_on_a_page_before_the_file_comes(visit, tmp_path):
    """A link that says `download` would have kept that page as a file instead of showing it."""
    peer = PeerFactory(name="Wren Keeper")
    peer.set_password(PASSWORD)
    peer.save()
    page = visit(peer)
    page.goto("/me/data/")
    page.get_by_role("link", name="Download everything").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Go on").click()
    coming.value.save_as(tmp_path / "all.zip")
    assert coming.value.suggested_filename.endswith(".zip")
    assert "data.json" in zipfile.ZipFile(tmp_path / "all.zip").namelist()
