"""What is written in Markdown, in a few plain words: for titles and lists."""

from leeds_leaders.text import LONG_TEXT_LIMIT, plain_words, render_markdown, shorten


def in_brief(words: str, length: int = LONG_TEXT_LIMIT) -> str:
    """At most so many characters, without any markup."""
    return shorten(plain_words(render_markdown(words)), length)
