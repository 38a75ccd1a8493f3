"""Shape and wording of what peers tell of themselves, section by section.

Beside each part stands who sees it, so that this is decided where one writes.
"""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.geography.models import Ward
from leeds_leaders.images import SquarePhotoField
from leeds_leaders.language.forms import TagsField
from leeds_leaders.language.models import Cause, Principle, Sector
from leeds_leaders.text import LineField, LongTextField
from peers.choices import Audience, Part
from peers.models import Profile
from peers.models.profile import FIELDS_OF

STORY_LENGTH, TEXT_LENGTH = 10_000, 2_000
FOLDED = "components/folded_field.html"
MANY = ("wards", "causes", "principles")


def audience_name(part: str) -> str:
    """What the field is called that asks who sees a part."""
    return f"{part}_audience"


class AudienceField(forms.ChoiceField):
    """Who sees one part of a profile."""

    def __init__(self, part: str):
        super().__init__(label=Part(part).label, choices=Audience)


@dataclass(frozen=True, slots=True)
class PartOfForm:
    """The fields of one part, and who sees it."""

    label: str
    fields: list[BoundField]
    audience: BoundField


class SectionForm(forms.Form):
    """One section of one's profile. What it does not ask, it does not touch."""

    title: str | Promise
    parts: tuple[Part, ...]

    def __init__(self, *args, profile: Profile, **kwargs):
        super().__init__(*args, initial=initial_of(profile, self.parts), **kwargs)
        self.fields |= {audience_name(part): AudienceField(part) for part in self.parts}

    @property
    def told(self) -> list[PartOfForm]:
        """The parts in their order, for the template."""
        return [
            PartOfForm(
                str(part.label),
                [self[name] for name in FIELDS_OF[part] if name in self.fields],
                self[audience_name(part)],
            )
            for part in self.parts
        ]

    def facts(self) -> dict:
        """What was said; call only when valid."""
        names = [name for part in self.parts for name in FIELDS_OF[part] if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}

    def audiences(self) -> dict[str, str]:
        """Who shall see which part; call only when valid."""
        return {part.value: self.cleaned_data[audience_name(part)] for part in self.parts}


def initial_of(profile: Profile, parts: tuple[Part, ...]) -> dict:
    """A profile's own values for some of its parts."""
    names = [name for part in parts for name in FIELDS_OF[part] if name != "roles"]
    values = {
        name: [row.pk for row in getattr(profile, name).only("pk")]
        if name in MANY
        else getattr(profile, name)
        for name in names
    }
    return values | {audience_name(part): profile.audience_of(part) for part in parts}


def words(
    label: str | Promise, help_text: str | Promise = "", *, rows: int = 4, **kwargs
) -> LongTextField:
    """A few paragraphs that nobody has to write."""
    kwargs.setdefault("max_length", TEXT_LENGTH)
    return LongTextField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        **kwargs,
    )


class AboutForm(SectionForm):
    """Who am I?"""

    title = _("About me")
    parts = (Part.PRONOUNS, Part.CALLED, Part.ONE_LINE, Part.STORY, Part.LANGUAGES)

    pronouns = LineField(
        label=_("My pronouns"), max_length=40, required=False, help_text=_("“they/them”, “she/her”")
    )
    called = LineField(
        label=_("What I would like to be called"), max_length=60, required=False,
        help_text=_("Your own words for what you do: neighbour, convenor, the one with the keys. "
                    "Nobody here is called anything that they did not choose."),
    )  # fmt: skip
    one_line = LineField(label=_("Me in one line"), max_length=160, required=False)
    story = words(
        _("My story"),
        _("How did you come to what you do? Blank lines make paragraphs; *stars* make words stand "
          "out."),
        rows=10,
        max_length=STORY_LENGTH,
    )  # fmt: skip
    languages = LineField(
        label=_("Languages I speak"), max_length=200, required=False,
        help_text=_("In your own words: “Punjabi at home, English, some BSL”."),
    )  # fmt: skip


class PhotoForm(SectionForm):
    """What do I look like?"""

    title = _("My photo")
    parts = (Part.PHOTO,)

    photo = SquarePhotoField(
        label=_("A photo of me"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 10 MB. We keep the middle of it as a square, and "
                    "nothing of what the camera wrote into it."),
    )  # fmt: skip
    photo_alt = LineField(
        label=_("What does the photo show?"), max_length=200, required=False,
        help_text=_("For people who cannot see it. Your name stands there if you leave it empty."),
    )  # fmt: skip

    def clean_photo(self):
        """The sizes of a new photo, False to take the present one away, None to leave it."""
        photo = self.cleaned_data["photo"]
        return photo if photo is False or self.files.get("photo") else None

    def clean(self):
        data: dict = super().clean() or {}
        if data.get("photo") is False:
            data["photo_alt"] = ""
        return data


class PlaceForm(SectionForm):
    """Where am I, and what for?"""

    title = _("Where I am and what I care about")
    parts = (Part.SECTOR, Part.WARDS, Part.CAUSES, Part.PRINCIPLES)

    sector = forms.ModelChoiceField(
        label=_("My sector"),
        queryset=Sector.objects.all(),
        required=False,
        empty_label=_("I would rather not say"),
    )
    wards = TagsField(
        label=_("Wards where I am active"),
        queryset=Ward.objects.only("code", "name"),
        most=33,
        template_name=FOLDED,
    )
    causes = TagsField(
        label=_("What I care about"), queryset=Cause.objects.all(), most=12, template_name=FOLDED
    )
    principles = TagsField(
        label=_("What I stand by"), queryset=Principle.objects.all(), most=8, template_name=FOLDED
    )


class GiftsForm(SectionForm):
    """What do I bring?"""

    title = _("What I bring")
    parts = (Part.TALENTS, Part.LIVED_EXPERIENCE, Part.AGENDA, Part.FIGHTING_FOR)

    talents = words(_("What I am good at"))
    lived_experience = words(
        _("What I know from my own life"),
        _("It counts here as much as any training. Say as little or as much as you like."),
    )
    agenda = words(_("My agenda"), _("What do you want to see change, and what would you do next?"))
    fighting_for = words(_("What I am fighting for"))
    parked_until = DayField(
        label=_("… parked until"),
        required=False,
        help_text=_("Leave it empty while you are at it."),
    )


class DutiesForm(SectionForm):
    """What should others know of my standing?"""

    title = _("My part in public life")
    parts = (Part.ORGANISER, Part.ELECTED, Part.INTERESTS)

    is_organiser = forms.BooleanField(label=_("I am a community organiser"), required=False)
    organises_in = LineField(
        label=_("With whom or where I organise"), max_length=160, required=False
    )
    elected_as = LineField(
        label=_("I am elected as"), max_length=120, required=False,
        help_text=_("Ward councillor, school governor, union branch secretary …"),
    )  # fmt: skip
    elected_ward = forms.ModelChoiceField(
        label=_("For the ward"),
        queryset=Ward.objects.only("code", "name"),
        required=False,
        empty_label=_("No ward in particular"),
    )
    term_ends_on = DayField(label=_("My term ends on"), required=False)
    interests = words(
        _("My declared interests"),
        _("Employers, funders, offices: what somebody should know who makes up their mind with "
          "you."),
    )  # fmt: skip


class ContactForm(SectionForm):
    """How can people reach me?"""

    title = _("How to reach me")
    parts = (Part.CONTACT,)

    contact = LineField(
        label=_("The best way to reach me"), max_length=200, required=False,
        help_text=_("A phone number, an e-mail address, “Tuesdays at the library”. The address "
                    "that you sign in with is never shown."),
    )  # fmt: skip


# In the order in which a profile is read, under the last part of their addresses.
SECTIONS: dict[str, type[SectionForm]] = {
    "about": AboutForm,
    "photo": PhotoForm,
    "place": PlaceForm,
    "gifts": GiftsForm,
    "duties": DutiesForm,
    "contact": ContactForm,
}


class AudiencesForm(forms.Form):
    """Who sees the whole of my profile, and who sees which part?"""

    audience = forms.ChoiceField(
        label=_("Who sees my profile at all?"),
        choices=Audience,
        widget=forms.RadioSelect,
        help_text=_("Nothing in it goes further than this, whatever is chosen below."),
    )
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, profile: Profile, **kwargs):
        initial = {"audience": profile.wanted_audience} | {
            audience_name(part): profile.audience_of(part) for part in Part
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.opens_to_all_from = profile.wanted_audience
        self.fields |= {audience_name(part): AudienceField(part) for part in Part}

    @property
    def of_parts(self) -> list[BoundField]:
        return [self[audience_name(part)] for part in Part]

    def audiences(self) -> dict[str, str]:
        """Who shall see which part; call only when valid."""
        return {part.value: self.cleaned_data[audience_name(part)] for part in Part}

    def opens_up(self) -> bool:
        """Whether visitors would see the profile from now on, and nobody has said yes to that;
        call only when valid."""
        data = self.cleaned_data
        is_new = data["audience"] == Audience.PUBLIC != self.opens_to_all_from
        return is_new and not data["is_sure"]
