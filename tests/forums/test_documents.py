"""Documents in and out: nothing lost, nothing reordered."""

import re
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forums.choices import Section
from forums.documents import Block, parsed, printed, taken_apart
from forums.documents.headings import SYNONYMS, heading_in, section_named
from leeds_leaders.text import PastedTextField, clean_text, plain_paste

C, Q, W, A = Section.values
REPORT = """Breakfast forum on housing

We met at the mill. Forty people came.

1. OUR QUESTIONS

1) Who owns the empty homes?
2) What would it take to open one?
   a) money
   b) keys

**What works**
• The self-help builders in Armley
• Lending a van
   – on Tuesdays

Unanimously agreed:
(1) To meet again
(2) To ask the council

MOSTLY AGREED
i. To publish the list
ii. To name the owners

Next steps
---------
We agreed: 1) Pat asks the landlord; 2) Sam rings the bank (see 3) and 3) all meet in May.

J. Smith said it was the best breakfast.

> I came to talk.
> I *listened*.

What we are going to do:
- Ring the bell

  at nine, and bring keys

* * *

The end."""
TAKEN_APART = [
    (C, "Breakfast forum on housing", True),
    (C, "We met at the mill. Forty people came.", True),
    (Q, "Who owns the empty homes?", False),
    (Q, "What would it take to open one?\n- a) money\n- b) keys", False),
    (W, "The self-help builders in Armley", False),
    (W, "Lending a van\n - on Tuesdays", False),
    (W, "Unanimously agreed:", True),
    (W, "To meet again", False),
    (W, "To ask the council", False),
    (W, "MOSTLY AGREED", True),
    (W, "To publish the list", False),
    (W, "To name the owners", False),
    (A, "### Next steps", True),
    (A, "We agreed:", True),
    (A, "Pat asks the landlord;", False),
    (A, "Sam rings the bank (see 3) and", False),
    (A, "all meet in May.", False),
    (A, "J. Smith said it was the best breakfast.", True),
    (A, "> I came to talk.\n> I *listened*.", True),
    (A, "What we are going to do:", True),
    (A, "Ring the bell\n\nat nine, and bring keys", False),
    (A, "The end.", True),
]

# A busy machine takes long to make texts up.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Signs, marks and names that mean something somewhere in a document.
PIECES = st.sampled_from([
    *"abixo1290 \n", "\n\n", "   ", "1. ", "1) ", "(2) ", "12. ", "a) ", "b) ", "i. ", "- ", "* ",
    "• ", "– ", "o  ", "> ", "# ", "## ", "### ", "---", "===", "**", "__", "`", "```", "\\", ":",
    ". ",
    "Context", "OUR QUESTIONS", "What works", "Next steps:", "## Context", "we agreed: 1) x 2) y",
    "<!-- passage -->", "<!-- /passage -->", "<!-- item -->", "<!-- item+ -->", "<!--", "-->",
    "Ünïcödé", "日本語", "\u00a0", "word " * 30, "A. Ann\nB. Ben",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)
CLEAN = TEXTS.map(
    lambda text: clean_text(re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", text))
)
BLOCKS = st.lists(
    st.builds(Block, CLEAN.filter(bool), st.sampled_from(Section.values), st.booleans()), max_size=6
)


@UNHURRIED
@given(BLOCKS)
@example([Block("1. not an item", C, True), Block("## Context\n\nnot a heading", C, False)])
@example([Block("A. Ann", C, True), Block("B. Ben", C, True), Block("x\na) y", C, False)])
@example([Block("<!-- passage -->\nx\n<!-- /passage -->", C, True), Block("Context", W, True)])
@example([Block("<!-- passage -->", C, True), Block("1. a", C, True)])
def test_what_is_printed_is_read_as_just_the_same(blocks):
    text = printed(blocks)

    assert parsed(clean_text(text)) == blocks


# Words that documents are made of besides those of people.
NAMES = {word.casefold() for label in Section.labels for word in label.split()}


def words_of(text: str) -> list[str]:
    """The words of a text in their order, without its numbers, marks and names of sections."""
    words = re.findall(
        r"[^\W\d_]{5,}", text.replace("<!-- passage", "").replace("<!-- /passage", "")
    )
    return [word for word in map(str.casefold, words) if word not in NAMES]


@UNHURRIED
@given(CLEAN.filter(lambda text: "<!--" not in text))
@example(REPORT)
def test_nothing_of_a_document_is_lost_or_put_in_another_order(text):
    assert words_of(printed(parsed(text))) == words_of(text)


@UNHURRIED
@given(CLEAN)
def test_a_document_comes_to_rest(text):
    blocks = parsed(text)

    assert parsed(clean_text(printed(blocks))) == blocks
    assert all(block.words == block.words.strip() != "" for block in blocks)


def test_a_report_is_taken_apart_into_sections_items_and_passages():
    found = [(block.section, block.words, block.is_prose) for block in parsed(REPORT)]

    assert found == TAKEN_APART


def test_it_is_printed_as_people_write_it():
    blocks = [
        Block("Forty came.", C, True),
        Block("Who is missing?", Q),
        Block("We heard two of them.\n\nThen a third:", Q, True),
        Block("Who pays?\n\nAnd when?", Q),
    ]

    assert printed(blocks, title="A breakfast") == (
        "# A breakfast\n\n## Context\n\nForty came.\n\n## Our questions\n\n1. Who is missing?\n\n"
        "<!-- passage -->\nWe heard two of them.\n\nThen a third:\n<!-- /passage -->\n\n"
        "2. Who pays?\n\n   And when?\n"
    )


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ("## Context", C),
        ("Context:", C),
        ("**1. Context**", C),
        ("__BACKGROUND__", C),
        ("2) Our Questions", Q),
        ("III. OUR QUESTIONS", Q),
        ("Questions raised", Q),
        ("### 3 – What’s working well ###", W),
        ("WHAT WORKS", W),
        ("Part 4: What we are going to do", A),
        ("Action points", A),
        ("What we’re going to do", A),
        ("WHAT WE'LL DO", A),
        ("(d) Next steps.", A),
        ("What we are going to eat", None),
        ("Contextual things", None),
    ],
)
def test_headings_of_any_style_open_their_section(written, section):
    assert section_named(written) == section
    blocks = parsed(f"{written}\n\n1. One thing")
    assert blocks[-1].section == (section or C)


def test_a_title_may_stand_before_the_first_heading_and_a_section_come_twice():
    text = "The mill\n\nContext\n\nEmpty since May.\n\nContext\n\nStill."

    assert [block.words for block in parsed(text)] == [
        "The mill", "Empty since May.", "Context", "Still."
    ]  # fmt: skip


def test_a_bullet_is_no_heading_whatever_it_says():
    assert parsed("* Examples\n* Next steps") == [Block("Examples", C), Block("Next steps", C)]


def test_every_name_of_a_section_opens_it_and_only_it():
    names = [name for names in SYNONYMS.values() for name in names]

    assert len(names) == len(set(names))
    for section, synonyms in SYNONYMS.items():
        assert {section_named(name.title()) for name in synonyms} == {section}


def test_an_underlined_heading_is_one_and_a_sentence_in_capitals_with_small_ones_is_not():
    assert parsed("What works\n==========\nvans")[0] == Block("vans", W, True)
    assert parsed("Money\n-----\nnone")[0] == Block("### Money", C, True)
    assert parsed("# Money #\nnone")[0] == Block("### Money", C, True)
    assert heading_in("WE SAID SO") == "WE SAID SO"
    assert heading_in("WE said so") is None


def test_word_processors_hand_over_a_paragraph_in_each_line():
    long = "It was said more than once that the homes stand empty while people wait. " * 2
    pasted = plain_paste(
        f"Context\r\n{long}\r\n{long}\r\n1.\tWho owns them?\r\n\u000bo\tthe council\r\n"
        "2.\xa0Who\xadcares?"
    )

    assert parsed(clean_text(pasted)) == [
        Block(long.strip(), C, True),
        Block(long.strip(), C, True),
        Block("Who owns them?", C, False),
        Block("the council", C, False),
        Block("Whocares?", C, False),
    ]


def test_lines_that_a_mail_program_broke_stay_together():
    mail = "We came from all over the\ncity, and some of us\n3. of May was a Sunday\nwalked.\n- one"

    assert [block.words for block in parsed(mail)] == [
        "We came from all over the\ncity, and some of us\n3. of May was a Sunday\nwalked.",
        "one",
    ]


@pytest.mark.parametrize(
    ("paragraph", "items", "is_sure"),
    [
        ("We agreed: 1) to meet; 2) to eat.", ["to meet;", "to eat."], True),
        ("(1) to meet (2) to eat", ["to meet", "to eat"], True),
        ("We will: a) meet, b) eat and c) sing.", ["meet,", "eat and", "sing."], True),
        ("It was said that 1) we meet and 2) we eat", ["we meet and", "we eat"], False),
        ("To do: 1. meet 2. eat 3. sing", ["meet", "eat", "sing"], False),
        ("Either a) this or b) that", ["this or", "that"], False),
    ],
)
def test_a_list_in_a_paragraph_is_found(paragraph, items, is_sure):
    inner = taken_apart(paragraph)

    assert (inner.items, inner.is_sure) == (items, is_sure)
    assert len(parsed(paragraph)) == (len(items) + bool(inner.lead) if is_sure else 1)


@pytest.mark.parametrize(
    "paragraph", ["See 1) above.", "In room 1. 2. May", "Ann (1) and Ben (3)", ""]
)
def test_where_no_list_hides_none_is_found(paragraph):
    assert taken_apart(paragraph) is None


def test_what_is_longer_than_an_item_may_be_goes_on_as_passages():
    sentence = "We listened to each other. "
    blocks = parsed("1. " + sentence * 400)

    assert [block.is_prose for block in blocks] == [False, True, True]
    assert all(len(block.words) <= 5000 for block in blocks)
    assert " ".join(block.words for block in blocks) == (sentence * 400).strip()
    assert [len(block.words) for block in parsed("x" * 10_001)] == [5000, 5000, 1]


def test_fifty_thousand_characters_take_no_time():
    text = "\n".join(f"{n}. We agreed: 1) x 2) y (see 3) a) b) c) {'z' * 20}" for n in range(999))

    assert len(parsed(text[:50_000])) > 500


@pytest.mark.parametrize(
    "hostile",
    [
        "1. ", "1) ", "a) ", "((1) ", "# a\n", "a\n", "a\n\n", "A\n---\n", "<!-- item -->\n",
        "- a\n", "AB: c\n", "`", "# a" + " " * 49_000 + "b", "# " + "-" * 49_000 + "b",
        "# " + "1. " * 16_000,
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_no_document_of_fifty_thousand_characters_holds_anybody_up(hostile):
    text = (hostile * (50_000 // len(hostile))).strip()
    begun = time.process_time()

    blocks = parsed(text)
    for block in blocks[:400]:
        taken_apart(block.words)

    assert time.process_time() - begun < 2


def test_a_list_counts_on_from_the_earliest_mark_outside_brackets():
    """What was read mark by mark says the same when it is read in one go."""
    inner = taken_apart(
        "We agreed (as in 1) x): 1) to meet 1) again 2) to eat (see 3) or not) 3) to go"
    )

    assert inner is not None
    assert inner.items == ["to meet 1) again", "to eat (see 3) or not)", "to go"]


def test_a_long_reflection_comes_from_any_program_with_nothing_lost():
    """Twelve hundred words with ten questions and quotations between them, as they are copied."""
    asked = [f"“What would it take, number {n}?” I asked – and nobody knew." for n in range(10)]
    told = "We went on talking about who is in the room and who never is. " * 10
    quote = "> I came to talk.\n> And I *listened*."
    paragraphs = [part for question in asked for part in (question, told.strip(), quote)]
    text = "\n\n".join(paragraphs)
    copied = (
        text.replace("\n", "\r\n").replace("who is", "who\u00a0is").replace("talk", "ta\u00adlk")
    )
    copied = copied.replace("never", "\u200bnever").replace("room and", "room and\u200e")

    assert len(text.split()) > 1200
    assert PastedTextField().clean(f"\ufeff{copied}\u2028\x0c") == text
    assert [block.words for block in parsed(text)] == paragraphs
    assert len(PastedTextField().clean(("x" * 99 + "\r\n") * 500)) == 49_999
