"""Forms that anybody may send: machines are kept out, and people in words that they can act on."""

import re
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.http import QueryDict
from django.utils import timezone

from leeds_leaders.moderation.forms.open_forms import GOOD_FOR, QUICKEST, OpenForm
from peers.models import Peer
from tests.factories import SessionFactory
from tests.open_forms import began


class Letter(OpenForm):
    """A form that anybody may send."""

    words = forms.CharField(label="Your words")


def sent(**data) -> Letter:
    query = QueryDict(mutable=True)
    query.update({"words": "Good morning", **data})
    return Letter(query)


def again(form: Letter) -> Letter:
    """The form as a browser sends it again: every field as the page has it."""
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form.as_p())
    return sent(**dict(fields))


def said(form: Letter) -> str:
    return " ".join(form.non_field_errors())


def test_what_a_person_sends_goes_through_and_only_what_they_said_is_left():
    form = sent(**began())
    assert form.is_valid()
    assert form.cleaned_data == {"words": "Good morning"}


def test_a_fresh_page_can_be_sent_when_it_has_been_read():
    moment = timezone.now()
    with time_machine.travel(moment, tick=False):
        form = again(Letter())
        assert not form.is_valid()
        assert "quicker than most people can read" in said(form)
    with time_machine.travel(moment + timedelta(seconds=QUICKEST + 2), tick=False):
        assert again(form).is_valid()  # the page began when it began: no need to wait anew


@pytest.mark.parametrize("field", ["", "never signed", "began:1tYvHT:abc", "\x00", "x" * 5000])
def test_what_carries_no_moment_of_ours_is_asked_to_wait_and_send_again(field):
    moment = timezone.now()
    with time_machine.travel(moment, tick=False):
        form = sent(began=field)
        assert not form.is_valid()
        assert "Everything you wrote is still here" in said(form)
        assert form["words"].value() == "Good morning"
    with time_machine.travel(moment + timedelta(seconds=QUICKEST + 2), tick=False):
        assert again(form).is_valid()


def test_a_moment_is_good_for_a_day():
    assert sent(**began(seconds=GOOD_FOR - 60)).is_valid()
    form = sent(**began(seconds=GOOD_FOR + 60))
    assert "open for long" in said(form)


def test_the_field_that_nobody_sees_is_emptied_for_whoever_has_it_filled_in_by_a_browser():
    form = sent(**began(), website="https://buy.example")
    assert not form.is_valid()
    assert "It is empty now" in said(form)
    page = form.as_p()
    assert "buy.example" not in page
    assert "Good morning" in page
    assert again(form).is_valid()


def test_nobody_comes_to_the_field_that_nobody_sees():
    page = Letter().as_p()
    trap = re.search(r"<label[^>]*>.*?name=\"website\".*?</label>", page, re.S)[0]
    assert all(part in trap for part in ('class="unseen"', 'aria-hidden="true"', 'tabindex="-1"'))
    assert 'autocomplete="off"' in trap
    assert "style" not in trap


@pytest.mark.django_db
def test_a_page_of_a_form_gives_no_cookie_and_machines_get_no_place(client):
    SessionFactory(slug="breakfast")
    page = client.get("/forums/breakfast/guest/")
    assert not page.cookies
    assert 'name="began"' in page.content.decode()
    guest = {"name": "Greta", "email": "greta@example.net"}
    assert client.post("/forums/breakfast/guest/", guest).status_code == 422
    machine = guest | began() | {"website": "https://buy.example"}
    answer = client.post("/forums/breakfast/guest/", machine)
    assert answer.status_code == 422
    assert "greta@example.net" in answer.content.decode()
    assert client.post("/forums/breakfast/guest/", guest | began()).status_code == 200


@pytest.mark.django_db
def test_joining_has_a_field_that_nobody_sees_too(client):
    joining = {"name": "Greta", "email": "greta@example.net", "password1": "rain over the moor"}
    machine = client.post("/accounts/signup/", joining | {"website": "https://buy.example"})
    assert "It is empty now" in machine.content.decode()
    assert not Peer.objects.exists()
    client.post("/accounts/signup/", joining | {"website": ""})
    assert Peer.objects.get().name == "Greta"
