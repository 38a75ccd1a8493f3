"""Editors bring in a file of projects: looked at first, then written by the one import engine."""

from django.conf import settings

from leeds_leaders.admin_sheets import FileAdmin
from projects.forms.importing import FileForm, options_of
from projects.imports import Report, import_listings, prepare


class WithImport(FileAdmin):
    """Adds a page to the admin of projects: a file, what it would do, and the button that does."""

    file_form, file_template = FileForm, "admin/projects/import.html"

    def look(self, content: bytes, said: dict, *, by) -> dict:
        report = prepare(content, options_of(said), city=settings.CITY)
        return {
            "report": list(report.sentences(each_row=True)),
            "can_be_written": report.has_news and not report.is_refused,
        }

    def write(self, content: bytes, said: dict, *, by) -> tuple[dict, str]:
        report = prepare(content, options_of(said), city=settings.CITY)
        if not report.is_refused:
            import_listings(report, progress=lambda *_step: None)
        return {"report": list(report.sentences())}, _counts(report)


def _counts(report: Report) -> str:
    said = ", ".join(f"{verdict.label}: {count}" for verdict, count in report.counts().items())
    return f"{report.options.source} – {said}"
