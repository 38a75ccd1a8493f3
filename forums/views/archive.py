"""Finding again what was said, asked, agreed and written, and what came of it."""

from django.views.decorators.http import require_safe

from forums.forms.archive import SearchForm
from forums.pages.archive import ArchivePage
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("records", "sessions", "projects", "peers", "words", "ground")
def archive(request):
    """All that is kept of sessions; the address bar is the state."""
    page = ArchivePage(request.user, SearchForm.search_of(request.GET), request.GET)
    return render_page(request, "forums/archive.html", {"listing": page}, part="results")
