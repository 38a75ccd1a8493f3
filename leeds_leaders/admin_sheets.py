"""Lists of the admin that take a file: first what it would do, then a button. And those whose
files are sheets, as which they can be saved, too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.admin_site import ReadOnlyAdmin
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import note
from leeds_leaders.sheets import read_sheet, write_sheet

KEPT_SECONDS = 30 * 60  # so long somebody may look at what a file would do
LARGEST = 2 * 1024 * 1024


class Verdict(models.TextChoices):
    """What becomes of one row of a sheet."""

    NEW = "new", gettext_lazy("new")
    THERE = "there", gettext_lazy("already there")
    REFUSED = "refused", gettext_lazy("refused")


@dataclass(frozen=True)
class Judged:
    """One row, and what becomes of it."""

    line: int
    title: str
    verdict: Verdict
    reason: str = ""


class CsvForm(forms.Form):
    """Which file?"""

    file = forms.FileField(label=gettext_lazy("CSV from any spreadsheet, up to 2 MB"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("That is more than 2 MB."))
        return file


class FileAdmin(ReadOnlyAdmin):
    """A list with a page that takes a file. It comes twice: to be looked at, and by its key to be
    written. `look(content, said, by=…)` tells the page what it would do, `write(…)` of the same
    does it and tells, too, in words for the record; `said` is what stands in `file_form` beside
    the file. Both raise `Refused` of what is no such file.
    """

    file_form: ClassVar[type[forms.Form]]
    file_template: ClassVar[str]
    look: Callable[..., dict]
    write: Callable[..., tuple[dict, str]]

    def get_urls(self):
        page = self.admin_site.admin_view(self.bring_in)
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [path("import/", page, name=name), *super().get_urls()]

    def may_bring_in(self, request) -> bool:
        """Those who may add such things, though nobody adds a single one in the admin."""
        right = f"{self.opts.app_label}.add_{self.opts.model_name}"
        return request.user.has_perm(right)

    def changelist_view(self, request, extra_context=None):
        address = self._address() if self.may_bring_in(request) else ""
        return super().changelist_view(request, {"import_url": address} | (extra_context or {}))

    def bring_in(self, request):
        """The page."""
        if not self.may_bring_in(request):
            raise PermissionDenied
        if "key" in request.POST:
            return self._write(request, request.POST["key"])
        form = self.file_form(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._page(request, form=form)
        said = dict(form.cleaned_data)
        content = said.pop("file").read()
        try:
            shown = self.look(content, said, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self._page(request, form=form)
        key = token_urlsafe(16)
        cache.set(self._place(request, key), (content, said), KEPT_SECONDS)
        return self._page(request, key=key, **shown)

    def _write(self, request, key: str):
        """Write what was looked at. A second click finds the key gone and changes nothing."""
        kept = cache.get(self._place(request, key))
        if kept is None:
            messages.warning(request, _("That file was brought in, or half an hour has passed."))
            return redirect(self._address())
        cache.delete(self._place(request, key))
        try:
            with transaction.atomic():
                shown, words = self.write(*kept, by=request.user)
                note("brought in a file", None, by=request.user, words=words)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self._address())
        return self._page(request, is_done=True, **shown)

    def _address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def _place(self, request, key: str) -> str:
        return f"file:{self.opts.label_lower}:{request.user.pk}:{key[:40]}"

    def _page(self, request, **context):
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Bring in a file"),
            "opts": self.opts,
        }
        return render(request, self.file_template, context)


class SavedAsSheet(ReadOnlyAdmin):
    """A list whose chosen rows are saved as a CSV with `columns`, those that a file brings in."""

    columns: ClassVar[Sequence[str]]

    @admin.action(description=gettext_lazy("Save as a sheet"), permissions=["view"])
    def save_as_sheet(self, request, queryset):
        """The chosen rows, in the order of the list."""
        rows = self.whole(queryset)
        sheet = write_sheet(
            self.columns, [[_said(row, name) for name in self.columns] for row in rows]
        )
        return HttpResponse(
            sheet,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self.opts.model_name}.csv"'},
        )

    def whole(self, queryset):
        """The rows with all that their columns say."""
        return queryset


def _said(row, name: str):
    """A field in a cell: of several tags or links each one, of what has an address its name."""
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return ", ".join(str(one) for one in value.all())
    if isinstance(value, list):
        return " ".join(value)
    return getattr(value, "slug", value)


class SheetAdmin(SavedAsSheet, FileAdmin):
    """A list with sheets. `columns` are fields of `row_form`, the one that names a row first; what
    a row says is handed to `write_row(form, by=…)`, and `is_there(form)` says whether it is.
    """

    change_list_template = "admin/sheet_list.html"
    file_form, file_template = CsvForm, "admin/sheet.html"
    row_form: ClassVar[type[forms.Form]]
    write_row: ClassVar[Callable[..., Any]]

    @staticmethod
    def is_there(form) -> bool:
        """Whether what a row says stands on the site already."""
        raise NotImplementedError

    @transaction.atomic
    def look(self, content: bytes, said: dict, *, by) -> dict:
        """What writing would do is known by writing: every row, and then none of it has been."""
        shown = self._shown(self._judge(content, by=by))
        transaction.set_rollback(True)
        return shown

    def write(self, content: bytes, said: dict, *, by) -> tuple[dict, str]:
        rows = self._judge(content, by=by)
        done = sum(row.verdict == Verdict.NEW for row in rows)
        return self._shown(rows), f"{self.opts.verbose_name_plural}: {done}"

    @staticmethod
    def _shown(rows: list[Judged]) -> dict:
        counts = [(one.label, sum(row.verdict == one for row in rows)) for one in Verdict]
        is_new = any(row.verdict == Verdict.NEW for row in rows)
        return {"rows": rows, "counts": counts, "can_be_written": is_new}

    def _judge(self, content: bytes, *, by) -> list[Judged]:
        """What becomes of each row; those that are new are written in the name of `by`."""
        judged, seen = [], set()
        for line, said in read_sheet(content, self.columns):
            title = said.get(self.columns[0], "")
            form = self.row_form(self._data(said))
            if not form.is_valid():
                wrong = "; ".join(error for errors in form.errors.values() for error in errors)
                judged.append(Judged(line, title, Verdict.REFUSED, wrong))
                continue
            same = tuple(sorted(said.items()))
            if same in seen or type(self).is_there(form):
                judged.append(Judged(line, title, Verdict.THERE))
                continue
            seen.add(same)
            judged.append(self._written(form, line, title, by))
        return judged

    def _written(self, form, line: int, title: str, by) -> Judged:
        try:
            with transaction.atomic():
                type(self).write_row(form, by=by)
        except Refused as refusal:
            return Judged(line, title, Verdict.REFUSED, str(refusal))
        return Judged(line, title, Verdict.NEW)

    def _data(self, said: dict[str, str]) -> dict[str, str]:
        """What a form is sent: choices by their value or by the words that people read."""
        return {name: _chosen(self.row_form.base_fields[name], text) for name, text in said.items()}

    def _page(self, request, **context):
        return super()._page(request, columns=self.columns, **context)


def _chosen(field: forms.Field, text: str) -> str:
    """The value of a choice that was written in the words of the page."""
    if isinstance(field, forms.ModelChoiceField):
        return slugify(text)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(label).casefold(): str(value) for value, label in choices}
        return labels.get(text.casefold(), text)
    return text
