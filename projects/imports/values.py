"""Dates, links, stages and kinds of lead, out of the words that files use for them."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from leeds_leaders.text import with_small_scheme
from projects.choices import LedBy, Stage

DATE_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d/%m/%y", "%d-%m-%y",
    "%d.%m.%y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d %Y", "%b %d %Y", "%d %b %y",
    "%A %d %B %Y",
)  # fmt: skip
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
SPREADSHEET_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's own numbers
LINK_LIMIT, LINK_LENGTH = 5, 300

STAGES = {
    Stage.IDEA: "idea planned planning proposed proposal concept future",
    Stage.STARTING: "starting new set-up setting-up forming development in-development pilot "
    "launching",
    Stage.UNDER_WAY: "under-way underway active ongoing on-going in-progress current live open "
    "running started delivery operational yes",
    Stage.SUSTAINED: "sustained established permanent mature",
    Stage.COMPLETED: "completed complete finished done delivered",
    Stage.ENDED: "ended closed stopped cancelled inactive ceased dissolved removed disused "
    "withdrawn",
}
LEADS = {
    LedBy.CITIZENS: "citizens citizen residents resident individual individuals neighbours "
    "informal resident-led citizen-led",
    LedBy.GROUP: "group community-group community association residents-association "
    "tenants-and-residents-association unincorporated-association community-organisation "
    "community-interest-company cic club voluntary-group faith-group cooperative co-operative",
    LedBy.CHARITY: "charity registered-charity charitable-incorporated-organisation cio trust "
    "foundation charitable-trust charitable-company ngo non-profit third-sector voluntary-sector",
    LedBy.PUBLIC_BODY: "public-body public public-sector council local-authority nhs school "
    "college university government statutory leeds-city-council city-council",
    LedBy.BUSINESS: "business company private private-sector limited-company ltd commercial "
    "social-enterprise corporate",
}


def _by_word(table) -> dict[str, str]:
    words = {word: choice for choice, line in table.items() for word in line.split()}
    return words | {str(choice): choice for choice in table}


_STAGE_OF, _LEAD_OF = _by_word(STAGES), _by_word(LEADS)
_is_link = URLValidator(schemes=["http", "https"])


def _key(words: str) -> str:
    return "-".join(re.split(r"[^\w]+", words.casefold().replace("&", " and "))).strip("-")


def stage(words: str) -> str | None:
    """The stage that a word means; None where it is no word for one."""
    return _STAGE_OF.get(_key(words))


def led_by(words: str) -> str | None:
    """Who carries a project, out of a kind of organisation; None where it is none."""
    return _LEAD_OF.get(_key(words))


def day(words: str) -> date | None:
    """A date in any usual British or ISO way of writing, between 2000 and 2100; else None."""
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", words[:60], flags=re.IGNORECASE)
    words = " ".join(words.replace(",", " ").split())
    found = _parsed(words)
    return found if found and EARLIEST <= found <= LATEST else None


@lru_cache(maxsize=4096)
def _parsed(words: str) -> date | None:
    if re.fullmatch(r"\d{5}", words):
        return SPREADSHEET_ZERO + timedelta(days=int(words))
    for candidate in (words, re.split(r"[T ]\d{1,2}:", words)[0]):
        for pattern in DATE_FORMATS:
            try:
                return datetime.strptime(candidate, pattern).date()
            except ValueError:
                continue
    return None


def links(words: str) -> tuple[list[str], list[str]]:
    """The web addresses in a cell, and the words that look like none."""
    good, bad = [], []
    for word in re.split(r"[\s;|]+|,(?=\s|https?:|www\.)", words):
        word = word.strip("<>[]\"',")
        if "(" not in word:  # an address may end in brackets of its own
            word = word.rstrip(")")
        if not word:
            continue
        address = (
            word if re.match(r"[a-z][a-z0-9+.-]*:", word, re.IGNORECASE) else f"https://{word}"
        )
        if _is_address(address):
            good.append(with_small_scheme(address))
        else:
            bad.append(word)
    return list(dict.fromkeys(good)), bad


@lru_cache(maxsize=4096)
def _is_address(address: str) -> bool:
    if len(address) > LINK_LENGTH:
        return False
    try:
        _is_link(address)
    except (ValidationError, ValueError):
        return False
    return True
