"""What somebody looks for among projects, in plain words."""

from django.utils.translation import gettext as _

from leeds_leaders.finding.vocabulary import Choice, Vocabulary, spoken
from projects.choices import Stage
from projects.querysets.search import NO_WARD, Search


def in_words(search: Search, words: Vocabulary) -> str:
    """A search as a name for it: "“garden”, Food or Energy, in Armley, within 5 km of one place".

    What is filtered by and is not there any more stands as the address bar has it.
    """
    parts = [_("“%(words)s”") % {"words": search.q}] if search.q else []
    parts += [_either(search, words, "cause")] if search.cause else []
    parts += [_where(search, words)] if search.ward else []
    parts += [_either(search, words, "stage")] if search.stage else []
    if search.needs:
        parts.append(_("asking for %(kind)s") % {"kind": _either(search, words, "needs")})
    if search.reach:
        parts.append(_("within %(km)s km of one place") % {"km": search.reach})
    elif search.near:
        parts.append(_("near one place"))
    return ", ".join(parts) or _("All projects")


def _where(search: Search, words: Vocabulary) -> str:
    if search.ward == NO_WARD:
        return _("for the whole city")
    return _("in %(wards)s") % {"wards": _either(search, words, "ward")}


def _either(search: Search, words: Vocabulary, facet: str) -> str:
    labels = {choice.value: choice.label for choice in _choices(words, facet)}
    chosen = [labels.get(each, each) for each in search.choices(facet)]
    if len(chosen) == 1:
        return chosen[0]
    return _("%(some)s or %(last)s") % {"some": ", ".join(chosen[:-1]), "last": chosen[-1]}


def _choices(words: Vocabulary, facet: str) -> list[Choice]:
    if facet == "stage":
        return spoken(Stage)
    if facet == "ward":
        return [Choice(NO_WARD, _("the whole city"), ""), *words.ward]
    return words.help if facet == "needs" else words.cause
