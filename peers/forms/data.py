"""What we ask of somebody who wants to be erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField, clean_line


class EraseForm(forms.Form):
    """One's own name, typed, so that nothing is erased by a slip."""

    name = LineField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, peer, **kwargs):
        super().__init__(*args, **kwargs)
        self._name = clean_line(peer.name)
        self.fields["name"].label = _("Please type my name: %(name)s") % {"name": self._name}

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name.casefold() != self._name.casefold():
            raise forms.ValidationError(_("That is not the name above."), "another")
        return name
