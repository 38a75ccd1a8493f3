"""Shape and wording of what we ask about organisations and what somebody does there."""

import re
from datetime import date
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import LATEST, DayField
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.text import LineField, LongTextField
from peers.actions.organisations import OrganisationDetails
from peers.actions.roles import RoleDetails
from peers.choices import Form, Scale
from peers.models.organisation import CHARITY_NUMBER, COMPANY_NUMBER

FIRST_DAY, OUT_OF_REACH = date(1930, 1, 1), _("Give a day between 1930 and 2100.")
NEW = "+"  # what no slug is


class LivingDayField(DayField):
    """A day that somebody may remember."""

    default_validators = [
        MinValueValidator(FIRST_DAY, OUT_OF_REACH),
        MaxValueValidator(LATEST, OUT_OF_REACH),
    ]


class NumberField(forms.CharField):
    """A registered number: spaces and dashes left out, letters made capital."""

    def to_python(self, value):
        return re.sub(r"[\s-]", "", super().to_python(value) or "").upper()


class CompanyNumberField(NumberField):
    """Eight characters; the zero that people leave out before seven digits is put back."""

    def to_python(self, value):
        number = super().to_python(value)
        return number.zfill(8) if re.fullmatch(r"[0-9]{6,7}", number) else number


class LinkField(forms.URLField):
    """An address on the web, with or without https://, and never with a password in it."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", max_length=300, **kwargs)

    def clean(self, value):
        link = super().clean(value)
        if urlsplit(link).scheme not in {"", "http", "https"} or urlsplit(link).username:
            raise ValidationError(_("Write it like https://example.org"))
        return link


class SearchForm(forms.Form):
    """The address bar of the list of organisations."""

    q = LineField(required=False, max_length=120)
    form = forms.ChoiceField(required=False, choices=[("", _("Any kind")), *Form.choices])
    scale = forms.ChoiceField(required=False, choices=[("", _("Any size")), *Scale.choices])
    sector = forms.ModelChoiceField(
        required=False,
        queryset=Sector.objects.all(),
        to_field_name="slug",
        empty_label=_("Any sector"),
    )


class NamesForm(forms.Form):
    """What has been typed so far of a name."""

    q = LineField(required=False, max_length=120)


class RoleForm(forms.Form):
    """What do I do there, and since when?"""

    title = LineField(
        label=_("What do I do there?"),
        max_length=120,
        required=False,
        help_text=_("In your own words: “I make the tea” is as good as “Director”."),
    )
    is_paid = forms.TypedChoiceField(
        label=_("Is it paid work?"),
        required=False,
        choices=[("", _("I would rather not say")), ("no", _("As a volunteer")),
                 ("yes", _("Paid work"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    starts_on = LivingDayField(label=_("Since when?"), required=False)
    ends_on = LivingDayField(
        label=_("Until when?"), required=False, help_text=_("Leave it empty while it goes on.")
    )

    def clean(self):
        data: dict = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("That is before it began."))
        return data

    def details(self) -> RoleDetails:
        """What was said, for the actions; call only when valid."""
        names = ("title", "is_paid", "starts_on", "ends_on")
        return RoleDetails(**{name: self.cleaned_data[name] for name in names})


class NewRoleForm(RoleForm):
    """Where, and what do I do there? `chosen` is the slug of an organisation, or `+` for none of
    those that were shown."""

    organisation = LineField(
        label=_("Where?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A group, an association, an employer: its name as people say it."),
    )
    chosen = forms.RegexField(r"^([\w-]+|\+)$", required=False, max_length=80,
                              widget=forms.HiddenInput)  # fmt: skip
    field_order = ["organisation", "chosen", "title", "is_paid", "starts_on", "ends_on"]


def initial_of_role(role) -> dict:
    """A role's own values for its form."""
    return {
        "title": role.title,
        "is_paid": {True: "yes", False: "no", None: ""}[role.is_paid],
        "starts_on": role.starts_on,
        "ends_on": role.ends_on,
    }


class AsSelfForm(forms.Form):
    """Do I come as myself, or with what I do in organisations?"""

    come = forms.ChoiceField(choices=[("self", "self"), ("organisations", "organisations")])


class OrganisationForm(forms.Form):
    """What is it, how large, and where?"""

    form = forms.ChoiceField(
        label=_("What is it?"), required=False, choices=[("", _("I am not sure")), *Form.choices]
    )
    scale = forms.ChoiceField(
        label=_("How many people are paid to work there?"),
        required=False,
        choices=[("", _("I am not sure")), *Scale.choices],
    )
    sector = forms.ModelChoiceField(
        label=_("Which sector is it part of?"),
        required=False,
        queryset=Sector.objects.all(),
        to_field_name="slug",
        empty_label=_("I am not sure"),
    )
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        required=False,
        empty_label=_("The whole city"),
    )
    link = LinkField(label=_("Web page"), required=False)
    charity_number = NumberField(
        label=_("Charity number"),
        required=False,
        validators=[RegexValidator(CHARITY_NUMBER, _("A charity number has 6 to 8 digits."))],
    )
    company_number = CompanyNumberField(
        label=_("Company number"),
        required=False,
        help_text=_("As Companies House writes it: eight characters, as 01234567 or SC123456."),
        validators=[
            RegexValidator(
                COMPANY_NUMBER,
                _("A company number has eight digits, or two letters and six digits."),
            )
        ],
    )

    def details(self, name: str) -> OrganisationDetails:
        """What was said of the organisation of this name; call only when valid."""
        return OrganisationDetails(name=name, **self.cleaned_data)


class KeeperForm(OrganisationForm):
    """The same, with its name and its own words, from whoever keeps it."""

    name = LineField(label=_("What are we called?"), max_length=120)
    about = LongTextField(
        label=_("What do we do?"),
        required=False,
        max_length=10_000,
        help_text=_("In our own words. Blank lines make paragraphs; *stars* make words stand out."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    field_order = ["name", "about"]

    def said(self) -> OrganisationDetails:
        """What was said, for the actions; call only when valid."""
        return OrganisationDetails(**self.cleaned_data)


def initial_of_organisation(organisation) -> dict:
    """An organisation's own values for its form."""
    plain = ("name", "about", "form", "scale", "link", "charity_number", "company_number")
    return {name: getattr(organisation, name) for name in plain} | {
        "sector": organisation.sector and organisation.sector.slug,
        "ward": organisation.ward and organisation.ward.slug,
    }


class ClaimForm(forms.Form):
    """How do I belong to it?"""

    words = LongTextField(
        label=_("How do you belong to it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "A moderator reads this and nobody else. Say how they can see that it is so: a page"
            " that names you, somebody to ask."
        ),
    )


class ReasonForm(forms.Form):
    """Why a moderator says no."""

    reason = LineField(label=_("Why, in words that they can use"), max_length=500)
