"""How forms ask for shared words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class TagsField(forms.ModelMultipleChoiceField):
    """Tick boxes for a short curated list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, most: int, **kwargs):
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, value):
        chosen = super().clean(value)
        if len(chosen) > self.most:
            raise ValidationError(_("Choose at most %(most)s."), params={"most": self.most})
        return list(chosen)
