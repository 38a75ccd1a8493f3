"""Shape and wording of what is said of associations, and of who belongs to them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause
from leeds_leaders.naming import NamedField
from leeds_leaders.text import LineField, LongTextField
from peers.forms.organisations import LinkField
from peers.models import Organisation, Peer
from projects.actions.associations import AssociationDetails
from projects.actions.marks import mark_of
from projects.forms.marks import MarkedForm
from projects.models import Association, Project

ME = "me"
MOST_OFFERED = 60
NAMES = {"part": "name", "organisation": "name", "project": "title"}


class SearchForm(forms.Form):
    """The address bar of the list of associations."""

    q = LineField(label=_("Name"), required=False, max_length=120)
    cause = forms.ModelChoiceField(
        label=_("Cause"),
        required=False,
        queryset=Cause.objects.all(),
        to_field_name="slug",
        empty_label=_("Any cause"),
    )
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        required=False,
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        empty_label=_("Anywhere"),
    )


class KindForm(forms.Form):
    """The address bar of an association's page: all members of one kind."""

    kind = forms.ChoiceField(
        required=False,
        choices=[(kind, kind) for kind in ("", "people", "associations", "organisations",
                                           "projects")],
    )  # fmt: skip


class AssociationForm(MarkedForm):
    """What is it called, what is it for, and who may join?"""

    name = LineField(label=_("What is it called?"), max_length=120)
    purpose = LineField(
        label=_("What is it for, in a sentence?"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about = LongTextField(
        label=_("More about it"),
        required=False,
        max_length=10_000,
        help_text=_("What you do together, and how. Blank lines make paragraphs."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    causes = TagsField(
        label=_("What is it about?"), queryset=Cause.objects.all(), to_field_name="slug", most=6
    )
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        required=False,
        empty_label=_("The whole city"),
    )
    link = LinkField(label=_("Web page"), required=False)
    is_open = forms.BooleanField(
        label=_("Anybody may join in one step"),
        required=False,
        initial=True,
        help_text=_("Otherwise whoever keeps it says yes to each."),
    )

    def details(self) -> AssociationDetails:
        """What was said, for the actions; call only when valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "was"}
        return AssociationDetails(**said)


def initial_of(association: Association) -> dict:
    """An association's own values for its form."""
    plain = ("name", "purpose", "about", "link", "is_open")
    return {name: getattr(association, name) for name in plain} | {
        "was": mark_of(association.changed_at),
        "ward": association.ward and association.ward.slug,
        "causes": [tag.slug for tag in association.causes.all()],
    }


class JoinForm(forms.Form):
    """Who joins: I, or what I answer for?"""

    who = forms.ChoiceField(label=_("Who joins?"), widget=forms.RadioSelect)

    def __init__(self, *args, association: Association, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        kept = Organisation.objects.visible_to(viewer).listed().filter(keeper=viewer)
        led = Project.objects.visible_to(viewer).answered_for_by(viewer).listed()
        wholes = Association.objects.kept_by(viewer).listed().exclude(pk=association.pk)
        self.rows = {ME: ("peer", viewer)}
        for kind, rows in (
            ("part", wholes.by_name()), ("organisation", kept.order_by("likeness")),
            ("project", led.order_by("title", "pk")),
        ):  # fmt: skip
            for row in rows.only("pk", "slug", NAMES[kind])[:MOST_OFFERED]:
                self.rows[f"{kind}-{row.slug}"] = kind, row
        self.fields["who"].choices = [
            (key, _("I myself") if key == ME else str(row))
            for key, (_kind, row) in self.rows.items()
        ]

    def joining(self) -> tuple:
        """Their kind and who it is; call only when valid."""
        return self.rows[self.cleaned_data["who"]]


class InviteForm(forms.Form):
    """Whom to ask: people, groups, organisations, projects, by their names."""

    peer = NamedField(
        label=_("People"),
        queryset=Peer.objects.none(),
        named_by="name",
        help_text=_("Names of members of the network, one to a line."),
    )
    part = NamedField(label=_("Associations"), queryset=Association.objects.none(), named_by="name")
    organisation = NamedField(
        label=_("Organisations"), queryset=Organisation.objects.none(), named_by="name"
    )
    project = NamedField(label=_("Projects"), queryset=Project.objects.none(), named_by="title")

    def __init__(self, *args, association: Association, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        doors = {
            "peer": Peer.objects.visible_to(viewer).not_blocked_by(viewer).exclude(pk=viewer.pk),
            "part": Association.objects.visible_to(viewer).listed().exclude(pk=association.pk),
            "organisation": Organisation.objects.visible_to(viewer).listed(),
            "project": Project.objects.visible_to(viewer).listed(),
        }
        for kind, rows in doors.items():
            self.fields[kind].queryset = rows

    def clean(self):
        data: dict = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Name somebody to ask."))
        return data

    def invited(self) -> list[tuple]:
        """Kinds and whom to ask, each once; call only when valid."""
        rows = {(kind, row.pk): row for kind, rows in self.cleaned_data.items() for row in rows}
        return [(kind, row) for (kind, _pk), row in rows.items()]
