"""Shape and wording of what is said of a project."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.geography.models import Ward
from leeds_leaders.images import SizedPhotoField
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.text import LineField, LongTextField, with_small_scheme
from projects.actions import Details
from projects.choices import STAGE_MOVES, Audience, LedBy, Precision, Stage, SystemRole
from projects.forms.claims import OwnOrganisationField


class LinksField(LongTextField):
    """Addresses on the web, one a line."""

    def __init__(self, *, most: int, **kwargs):
        super().__init__(
            max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "inputmode": "url"}), **kwargs
        )
        self.most = most

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        lines = [line if "://" in line else f"https://{line}" for line in lines]
        check = URLValidator(schemes=["http", "https"])
        for line in lines:
            try:
                check(line)
            except ValidationError:
                raise ValidationError(
                    _("“%(line)s” is not an address on the web."), params={"line": line[:80]}
                ) from None
            if len(line) > 300 or urlsplit(line).username:
                raise ValidationError(_("That address is too long or holds a password."))
        lines = [with_small_scheme(line) for line in lines]
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)s links."), params={"most": self.most})
        return lines


class ProjectForm(forms.Form):
    """What is this project, where is it, and what would help?"""

    title = LineField(label=_("What is it called?"), max_length=120)
    summary = LineField(
        label=_("What is it, in a sentence or two?"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    story = LongTextField(
        label=_("The story so far"),
        required=False,
        help_text=_("How did it begin, what happens, what have you learned? Blank lines make "
                    "paragraphs; *stars* make words stand out."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    led_by = forms.ChoiceField(label=_("Who leads it?"), choices=LedBy)
    run_by = LineField(label=_("Name of the group, if it has one"), max_length=120, required=False)
    stage = forms.ChoiceField(label=_("How far is it?"), choices=Stage)
    causes = TagsField(
        label=_("What is it about?"), queryset=Cause.objects.all(), to_field_name="slug", most=6
    )
    lat = forms.FloatField(required=False, min_value=-85, max_value=85, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    place = LineField(
        label=_("Where is it, in words?"),
        max_length=120,
        required=False,
        help_text=_("A hall, a street, a corner: as exact as you want others to read."),
    )
    ward = forms.ModelChoiceField(
        label=_("Ward"),
        queryset=Ward.objects.defer("boundary"),
        to_field_name="slug",
        required=False,
        empty_label=_("The whole city"),
    )
    precision = forms.ChoiceField(
        label=_("What may others see of the place?"),
        choices=Precision,
        widget=forms.RadioSelect,
        initial=Precision.EXACT,
    )
    needs = TagsField(
        label=_("What would help?"), queryset=Help.objects.all(), to_field_name="slug", most=8
    )
    offers = TagsField(
        label=_("What can the project offer others?"),
        queryset=Help.objects.all(),
        to_field_name="slug",
        most=8,
    )
    end_point = LineField(
        label=_("We are done when …"), max_length=200, required=False,
        help_text=_("An end point helps people to say yes."),
    )  # fmt: skip
    ends_on = DayField(label=_("… or on this day"), required=False)
    money_holder = LineField(
        label=_("Who holds the money, if there is any?"), max_length=120, required=False
    )
    contact = LineField(
        label=_("How can people reach the project?"),
        max_length=200,
        required=False,
        help_text=_("A name and a phone number, an e-mail address or a place to call in."),
    )
    contact_audience = forms.ChoiceField(
        label=_("Who may see that?"), choices=Audience, initial=Audience.MEMBERS
    )
    links = LinksField(label=_("Links, one a line"), required=False, most=5)
    photo = SizedPhotoField(label=_("A photo"), required=False)
    photo_alt = LineField(
        label=_("What does the photo show?"),
        max_length=200,
        required=False,
        help_text=_("For people who cannot see it."),
    )
    organisation = OwnOrganisationField(
        label=_("Which organisation does it belong to?"),
        help_text=_(
            "One where you have a role. Whoever looks after its page can say that it is not theirs."
        ),
    )
    system_role = forms.ChoiceField(
        label=_("What does it do among others who work on the same?"),
        choices=[("", _("Not said")), *SystemRole.choices],
        required=False,
    )
    is_pilot = forms.BooleanField(label=_("It is a pilot: we try whether it works"), required=False)
    lessons = LongTextField(
        label=_("What can others learn from it?"),
        required=False,
        help_text=_("Shown once it is completed or has ended: what worked, what did not, and what"
                    " you would do again."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, project=None, viewer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        if viewer is not None:
            self.fields["organisation"].offer(viewer, project.organisation if project else None)
        if project is not None:
            stages = {project.stage, *STAGE_MOVES[project.stage]}
            self.fields["stage"].choices = [c for c in Stage.choices if c[0] in stages]

    def clean(self):
        data: dict = super().clean() or {}
        latitude, longitude = data.get("lat"), data.get("lon")
        if latitude is None and longitude is None:
            pass
        elif latitude is None or longitude is None:
            self.add_error("place", _("Put the pin on the map again."))
        elif not settings.CITY.has_point(latitude, longitude):
            self.add_error(
                "place", _("The pin lies outside %(city)s.") % {"city": settings.CITY.name}
            )
        if data.get("precision") == Precision.WARD and not data.get("ward"):
            self.add_error("ward", _("Choose the ward, or let others see more of the place."))
        has_photo = data.get("photo") or (
            self.project and self.project.photo and data.get("photo") is not False
        )
        if has_photo and not data.get("photo_alt"):
            self.add_error("photo_alt", _("Say what the photo shows."))
        return data

    @property
    def offers_organisations(self) -> bool:
        """Whether there is any to choose: most people speak for none."""
        return len(self.fields["organisation"].choices) > 1

    def details(self) -> Details:
        """What was said, for the actions; call only when valid."""
        data = dict(self.cleaned_data)
        latitude, longitude = data.pop("lat"), data.pop("lon")
        data.pop("revision")
        photo = data.pop("photo")
        keeps_photo = self.project is not None and not self.files.get(self.add_prefix("photo"))
        return Details(
            point=(latitude, longitude) if latitude is not None else None,
            photo=(False if photo is False else None) if keeps_photo or not photo else photo,
            **data,
        )


def initial_of(project, *, with_private_place: bool) -> dict:
    """A project's own values for its form."""
    point = project.latitude, project.longitude
    private = getattr(project, "private_place", None) if with_private_place else None
    if private is not None:
        point = private.latitude, private.longitude
    plain = (
        "title", "summary", "story", "led_by", "run_by", "stage", "place", "precision", "end_point",
        "ends_on", "money_holder", "system_role", "is_pilot", "lessons", "contact",
        "contact_audience", "photo", "photo_alt", "revision",
    )  # fmt: skip
    return {name: getattr(project, name) for name in plain} | {
        "lat": point[0],
        "lon": point[1],
        "ward": project.ward.slug if project.ward else None,
        "organisation": project.organisation.slug if project.organisation else None,
        "causes": [tag.slug for tag in project.causes.all()],
        "needs": [tag.slug for tag in project.needs.all()],
        "offers": [tag.slug for tag in project.offers.all()],
        "links": "\n".join(project.links),
    }
