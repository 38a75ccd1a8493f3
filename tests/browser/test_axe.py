"""No page keeps anybody out: axe finds nothing, in the light scheme and in the dark one."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import PAGE_TYPES, PageType

pytestmark = pytest.mark.browser


@pytest.fixture
def _django_db_helper(full_city) -> None:
    """These tests only look: nothing is emptied between them."""


OPTIONS = {
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    ],
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda page_type: page_type.name)
def test_axe_finds_nothing(visit, full_city, watch, page_type: PageType):
    watch.expect(page_type.status)
    page = visit(full_city.lead if page_type.as_lead else None)
    page_type.open(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=OPTIONS)
        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"
