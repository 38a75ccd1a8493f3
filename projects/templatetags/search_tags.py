"""Keeping a search, from the list that shows what it finds."""

from django import template

from projects.pages.results import Results

register = template.Library()


@register.inclusion_tag("projects/search_save.html", takes_context=True)
def save_search(context, results: Results) -> dict:
    """What is looked for in words, and a button to keep it; whoever is not signed in is led there
    first. No query."""
    return {
        "request": context["request"],
        "is_member": context["request"].user.is_authenticated,
        "is_bare": results.search.is_bare and not results.search.near,
        "in_words": results.in_words,
        "query": results.search.query_string(),
        "here": context["request"].get_full_path(),
    }
