"""Shape and wording of claims to listings."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LongTextField
from peers.models import Organisation


class OwnOrganisationField(forms.ModelChoiceField):
    """An organisation in whose name somebody may speak, or none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("None: as ourselves"))
        super().__init__(queryset=Organisation.objects.none(), to_field_name="slug", **kwargs)

    def offer(self, viewer, former: Organisation | None = None) -> None:
        """What somebody may choose from, and what is chosen already."""
        own = Organisation.objects.of(viewer).values("pk")
        seen = Organisation.objects.visible_to(viewer)
        self.queryset = seen.filter(Q(pk__in=own) | Q(pk=former and former.pk))


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
