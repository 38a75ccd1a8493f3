"""Shape and wording of what people look for among projects."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only
from leeds_leaders.text import LineField
from projects.choices import Sort, Stage
from projects.querysets import Search

PLACES = 5  # of a degree: a metre
FURTHEST = 50  # kilometres
MOST_CHOICES = 60  # of one kind: all wards of a large city


class NearField(forms.CharField):
    """ "53.8,-1.5" as a point in WGS 84 degrees."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        latitude, comma, longitude = value.partition(",")
        degrees = forms.FloatField(min_value=-180, max_value=180)
        point = degrees.clean(latitude), degrees.clean(longitude)
        if not comma or abs(point[0]) > 85:
            raise ValidationError(_("Write a place as latitude,longitude."))
        return round(point[0], PLACES), round(point[1], PLACES)


class SlugsField(forms.Field):
    """Any of some things: `food,energy`, or the name again for each; one canonical text of both."""

    widget = forms.SelectMultiple

    def __init__(self, *, max_length: int, **more):
        super().__init__(**more)
        self.slug = forms.SlugField(max_length=max_length)

    def to_python(self, value):
        said = [value] if isinstance(value, str) else value or ()
        each = {slug for text in said for slug in text.split(",") if slug.strip()}
        if len(each) > MOST_CHOICES:
            raise ValidationError(_("That is too many at once."))
        return ",".join(sorted(self.slug.clean(slug) for slug in each))


@read_only
class SearchForm(finding.SearchForm):
    """The address bar of the list."""

    makes = Search

    cause = SlugsField(required=False, max_length=100)
    ward = SlugsField(required=False, max_length=80)
    stage = forms.ChoiceField(required=False, choices=[("", _("Any stage")), *Stage.choices])
    needs = forms.SlugField(required=False, max_length=100)
    near = NearField(required=False, max_length=60)
    within = forms.IntegerField(required=False, min_value=1, max_value=FURTHEST)
    sort = forms.ChoiceField(required=False, choices=[("", ""), *Sort.choices])

    def search(self) -> Search:
        self.cleaned_data["within"] = self.cleaned_data["within"] or 0
        return super().search()


@read_only
class ViewForm(forms.Form):
    """The part of the map in view: `bbox=west,south,east,north` and `zoom`."""

    bbox = LineField(max_length=120)
    zoom = forms.IntegerField(min_value=0, max_value=22)

    def clean_bbox(self):
        parts = self.cleaned_data["bbox"].split(",")
        degrees = forms.FloatField(min_value=-360, max_value=360)
        if len(parts) != 4:
            raise ValidationError(_("Write bbox as west,south,east,north in degrees."))
        west, south, east, north = (degrees.clean(part) for part in parts)
        if west > east or south > north:
            raise ValidationError(_("bbox needs west before east and south before north."))
        return west, max(south, -85.0), east, min(north, 85.0)


class AlikeForm(forms.Form):
    """What has been typed so far, for pointing out projects that exist already."""

    title = LineField(required=False, max_length=120)
    lat = forms.FloatField(required=False, min_value=-85, max_value=85)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
