"""Another city starts with another file; a file that cannot be used is one plain line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from leeds_leaders.city import City
from leeds_leaders.geography import actions as geography
from leeds_leaders.geography.models import Area, Postcode, Ward
from leeds_leaders.language import actions as language
from leeds_leaders.language.models import Cause, Help

ROOT = Path(__file__).resolve().parents[2]

TOML = """
name = "Ambridge"
network = "Neighbours of Ambridge"
strapline = "Who does what in the village."
authority_code = "E07999999"
contact = "hello@ambridge.example"
centre = [52.2, -1.9]
bounds = [-2.0, 52.1, -1.8, 52.3]
wards = "wards.csv"
outcodes = "outcodes.csv"
areas = "areas.csv"
attribution = "Invented."
sectors = ["Farming", "Pub"]

[[causes]]
name = "Cricket"
about = "Getting a team together."
synonyms = ["Bat", "BALL"]
[[causes.parts]]
name = "Teas"
about = "Sandwiches at the interval."

[[help]]
name = "Tractors"
"""
WARDS = """\
ward_code,ward_name,lat,lon,hex_q,hex_r,residents_2021,imd2019_score,area_km2,community_committee,former_codes
E05999901,The Green,52.21,-1.91,0,0,700,10.0,2.5,Borsetshire,E05888801 E05888802
E05999902,Lakey Hill,52.22,-1.89,,,,,,,
"""


@pytest.fixture
def village(tmp_path) -> Path:
    (tmp_path / "wards.csv").write_text(WARDS)
    (tmp_path / "outcodes.csv").write_text("outcode,lat,lon\nAM1,52.2,-1.9\n")
    (tmp_path / "areas.csv").write_text("name,lat,lon\nGrange Farm,52.21,-1.9\n")
    (tmp_path / "city.toml").write_text(TOML)
    return tmp_path / "city.toml"


@pytest.mark.django_db
def test_an_invented_city_is_laid_out_in_an_empty_database(village, settings, client):
    Cause.objects.exclude(parent=None).delete()
    for model in (Ward, Area, Postcode, Cause, Help):
        model.objects.all().delete()
    city = City.from_file(village)
    assert geography.lay_out(city) == 2
    assert language.lay_out(city) == 2
    assert set(Ward.objects.values_list("slug", flat=True)) == {"the-green", "lakey-hill"}
    green = Ward.objects.get(slug="the-green")
    assert green.former_codes == ["E05888801", "E05888802"]
    assert Ward.objects.get(slug="lakey-hill").hex_column is None
    assert Cause.objects.get(slug="cricket").synonyms == ["bat", "ball"]
    assert Cause.objects.get(slug="teas").parent.slug == "cricket"
    settings.CITY = city
    home = client.get("/").content.decode()
    assert "Neighbours of Ambridge" in home
    assert "Leeds" not in home.replace("Leaders for Leeds", "")
    for address in ("/wards/", "/wards/lakey-hill/", "/projects/", "/causes/teas/", "/about/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "Leeds" not in page.content.decode(), address


@pytest.mark.django_db
def test_words_that_left_the_file_stay_while_they_are_in_use(village):
    before = Cause.objects.count()
    language.lay_out(City.from_file(village))
    assert Cause.objects.count() == before + 2


def manage(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_site_starts_for_another_city(village):
    code = "from django.conf import settings; print(settings.CITY.network)"
    done = manage("shell", "--no-imports", "-c", code, CITY_FILE=str(village))
    assert (done.returncode, done.stdout.strip()) == (0, "Neighbours of Ambridge"), done.stderr
    assert manage("check", CITY_FILE=str(village)).returncode == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda toml: toml.replace("name =", "nom =", 1), "lacks 'name'"),
        (lambda toml: toml.replace("[-2.0, 52.1, -1.8, 52.3]", "[1, 2]"), "CITY_FILE"),
        (lambda toml: toml.replace("[52.2, -1.9]", "[53.8, -1.5]"), "outside the bounds"),
        (lambda toml: toml.replace("[52.2, -1.9]", '["x", "y"]'), "CITY_FILE"),
        (lambda toml: toml.replace('"wards.csv"', '"nowhere.csv"'), "nowhere.csv"),
        (lambda toml: toml + "\n[[", "CITY_FILE"),
        (lambda toml: "\x00", "CITY_FILE"),
        (lambda toml: "", "lacks"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_plain_line(village, change, words):
    village.write_text(change(TOML))
    with pytest.raises(ImproperlyConfigured, match=words) as refusal:
        City.from_file(village)
    assert "\n" not in str(refusal.value)
    assert str(village) in str(refusal.value)


def test_a_missing_file_is_one_plain_line(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ImproperlyConfigured, match="cannot be read"):
            City.from_file(path)
    (tmp_path / "latin.toml").write_bytes(b'name = "Caf\xe9"')
    with pytest.raises(ImproperlyConfigured, match="CITY_FILE"):
        City.from_file(tmp_path / "latin.toml")
