"""Shape and wording of what people look for among projects."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only
from leeds_leaders.text import LineField
from projects.choices import Sort, Stage
from projects.querysets import Search


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
        return point


@read_only
class SearchForm(finding.SearchForm):
    """The address bar of the list."""

    makes = Search

    cause = forms.SlugField(required=False, max_length=100)
    ward = forms.SlugField(required=False, max_length=80)
    stage = forms.ChoiceField(required=False, choices=[("", _("Any stage")), *Stage.choices])
    needs = forms.SlugField(required=False, max_length=100)
    near = NearField(required=False, max_length=60)
    sort = forms.ChoiceField(required=False, choices=[("", ""), *Sort.choices])


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
