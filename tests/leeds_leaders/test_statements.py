"""Statements that are planned once."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leeds_leaders.statements import planned_once, prepared_cursor
from peers.models import Peer
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
ASK = "SELECT %s::int + 1"


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [
            "SELECT $1::int + 1"
        ])  # fmt: skip
        return cursor.fetchone()[0]


def ask(number: int) -> int:
    with prepared_cursor() as cursor:
        cursor.execute(ASK, [number])
        return cursor.fetchone()[0]


def test_a_statement_that_is_asked_often_is_planned_once_whatever_its_values():
    assert [ask(number) for number in range(10)] == list(range(1, 11))
    assert planned() == 1


def of_name(name: str) -> list[Peer]:
    return list(Peer.objects.filter(name=name, slug__startswith="peer"))


def test_queries_of_the_orm_are_planned_once_in_a_block_and_as_ever_after_it():
    peers = [PeerFactory() for _ in range(6)]
    with planned_once():
        assert [of_name(peer.name) for peer in peers] == [[peer] for peer in peers]
    assert of_name("") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        statements = [statement for (statement,) in cursor.fetchall()]
    assert sum("peers_peer" in statement for statement in statements) == 1
    assert not any("LIKE ''" in statement for statement in statements)


def test_whoever_reads_the_log_sees_the_values():
    with CaptureQueriesContext(connection) as queries:
        ask(41)
        with planned_once():
            of_name("Ama")
    first, second = (query["sql"] for query in queries)
    assert first == "SELECT 41::int + 1"
    assert "'Ama'" in second


def test_faults_are_those_of_any_cursor():
    with pytest.raises(ProgrammingError), transaction.atomic(), prepared_cursor() as cursor:
        cursor.execute("SELECT nothing_of_the_kind")
    assert ask(1) == 2
