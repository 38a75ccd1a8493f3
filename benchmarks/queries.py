"""What is asked for: addresses of pages, and thousands of searches drawn from the data."""

import random
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode

import psycopg

BBOX = "-1.82,53.68,-1.27,53.97"  # the whole of Leeds
POINTS = f"/projects/points.json?bbox={BBOX}&zoom=11"
SCREEN = 1280, 800  # pixels
LIST, HOME = "/projects/", "/"
SEARCHES = 4_000  # ten times what a worker keeps
COMMON = 60  # words that stand in most titles
SEED = 7


def views(latitude: float, longitude: float) -> list[str]:
    """The map's data for a screen around a point in WGS 84 degrees, from far off to close up."""
    found = []
    for zoom in range(9, 20):
        degrees = 360 / 256 / 2**zoom  # of longitude, for a pixel; about 0.6 of that north
        width, height = (pixels * degrees / 2 for pixels in SCREEN)
        edges = (longitude - width, latitude - height * 0.6, longitude + width,
                 latitude + height * 0.6)  # fmt: skip
        bbox = ",".join(f"{edge:.5f}" for edge in edges)
        found.append(f"/projects/points.json?bbox={bbox}&zoom={zoom}")
    return found


def project_page(connection: psycopg.Connection) -> str:
    """The page of the newest project with a story and a place."""
    row = connection.execute(
        "SELECT slug FROM projects_project WHERE standing = 'live' AND story <> ''"
        " AND spot IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1"
    ).fetchone()
    return f"/projects/{row[0]}/" if row else LIST


def searches(connection: psycopg.Connection, number: int = SEARCHES) -> list[str]:
    """Different searches for two words and a ward or a cause.

    A half takes two words of one title, a quarter one of them and a common word, a quarter two
    common words; every second one names the project's own ward, the others its cause.
    """
    dice = random.Random(SEED)
    rows = connection.execute(
        "SELECT p.title, w.slug, c.slug FROM projects_project p"
        " JOIN geography_ward w ON w.code = p.ward_id"
        " JOIN language_cause c ON c.id = p.cause_ids[1]"
        " WHERE p.standing = 'live' ORDER BY md5(p.id::text) LIMIT %s",
        [number * 2],
    ).fetchall()
    common = common_words(title for title, _ward, _cause in rows)
    found: dict[str, None] = {}
    while len(found) < number:
        title, ward, cause = dice.choice(rows)
        own = words_of(title)
        kind = dice.randrange(4)
        if kind < 2 and len(own) >= 2:
            words = dice.sample(own, 2)
        elif kind == 2 and own:
            words = [dice.choice(own), dice.choice(common)]
        else:
            words = dice.sample(common, 2)
        facet = {"ward": ward} if dice.random() < 0.5 else {"cause": cause}
        found[f"{LIST}?{urlencode({'q': ' '.join(words), **facet})}"] = None
    return list(found)


def misspelt(connection: psycopg.Connection, number: int) -> list[str]:
    """Searches for two words of a title, two letters of the longer one exchanged."""
    dice = random.Random(SEED)
    rows = connection.execute(
        "SELECT title FROM projects_project WHERE standing = 'live'"
        " ORDER BY md5(id::text) DESC LIMIT %s",
        [number * 4],
    ).fetchall()
    found: dict[str, None] = {}
    for (title,) in rows:
        words = sorted(words_of(title), key=len)[-2:]
        if len(words) < 2 or len(words[1]) < 6:
            continue
        place = dice.randrange(1, len(words[1]) - 2)
        long = words[1]
        words[1] = long[:place] + long[place + 1] + long[place] + long[place + 2 :]
        if words[1] != long:
            found[f"{LIST}?{urlencode({'q': ' '.join(words)})}"] = None
    return list(found)[:number]


def words_of(title: str) -> list[str]:
    """The words of a title that are longer than three letters, each once."""
    words = ("".join(c for c in word if c.isalpha()) for word in title.casefold().split())
    return list(dict.fromkeys(word for word in words if len(word) > 3 and word.isascii()))


def common_words(titles: Iterable[str]) -> list[str]:
    """The words that stand in most titles."""
    counts = Counter(word for title in titles for word in words_of(title))
    return [word for word, _count in counts.most_common(COMMON)]
