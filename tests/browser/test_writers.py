"""Five people write one session's notes at once, over HTTP: the rig's `writers` in small."""

from urllib.parse import urlsplit

import pytest

from forums.choices import RecordState
from tests.factories import PeerFactory, RecordFactory
from tests.rig import writers
from tests.rig.verdicts import Writing

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS, BETWEEN = 4.0, 0.1


def test_five_who_write_at_once_lose_no_word_and_a_reload_shows_all(site):
    record = RecordFactory(state=RecordState.DRAFT, published_at=None)
    people = PeerFactory.create_batch(5)
    record.note_takers.set(people)
    browsers = writers.writers_of(urlsplit(site.url).port, record, people)
    writers.write_at_once(browsers, SECONDS, BETWEEN)
    verdict = Writing("five at once")
    writers.judge(verdict, record, browsers)
    assert verdict.is_whole, verdict
    assert verdict.acknowledged >= 5
