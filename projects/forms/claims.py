"""Shape and wording of claims to listings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LongTextField
from peers.models import Organisation


class OwnOrganisationField(forms.ModelChoiceField):
    """An organisation in whose name somebody may speak, or none. Set its `queryset` with `of`."""

    def __init__(self, **kwargs):
        kwargs = {"required": False, "empty_label": _("None: as ourselves")} | kwargs
        super().__init__(queryset=Organisation.objects.none(), to_field_name="slug", **kwargs)

    def offer(self, viewer) -> None:
        """Those that somebody may choose from."""
        self.queryset = Organisation.objects.visible_to(viewer).of(viewer)


class ClaimForm(forms.Form):
    """How do you belong to it?"""

    words = LongTextField(
        label=_("How do you belong to it?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Moderators alone read this. What do you do there, and who could confirm it?"),
    )
    organisation = OwnOrganisationField(label=_("In the name of"))

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(viewer)
