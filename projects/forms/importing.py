"""What an editor says of a file of projects that is brought in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.admin_sheets import CsvForm
from leeds_leaders.text import LineField
from projects.imports import Options


class FileForm(CsvForm):
    """Which file, where it comes from, and how it is read."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV from any spreadsheet, or GeoJSON; up to 2 MB. Larger ones come in by"
                    " the command import_projects."),
    )  # fmt: skip
    source = LineField(label=_("Where it comes from"), max_length=120)
    licence = LineField(label=_("Its licence"), max_length=120, required=False)
    mapping = forms.CharField(
        label=_("What columns hold, where their names do not tell"),
        help_text=_("One on each line: column = field, or column = ignore."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
        max_length=4_000,
        required=False,
    )
    strict = forms.BooleanField(label=_("All rows or none"), required=False)
    keep_doubtful = forms.BooleanField(label=_("Doubtful doubles as well"), required=False)

    def clean_mapping(self):
        mapping = {}
        for line in self.cleaned_data["mapping"].splitlines():
            column, equals, field = (part.strip() for part in line.rpartition("="))
            if line.strip() and not (equals and column and field):
                raise forms.ValidationError(_("Write it like: column = field."))
            if line.strip():
                mapping[column] = field
        return mapping


def options_of(said: dict) -> Options:
    """What the engine is asked for, by what stands in the form beside the file."""
    return Options(
        source=said["source"],
        licence=said["licence"] or None,
        mapping=said["mapping"],
        strict=said["strict"],
        keep_doubtful=said["keep_doubtful"],
    )
