"""A running sandbox for the tests of its service: one server, a new world for every test."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.account import Account
from octopus_sandbox.application import application
from octopus_sandbox.books.office import Office
from octopus_sandbox.clock import Clock
from octopus_sandbox.server import server
from octopus_sandbox.world import World
from tests.sandbox.octopus import Octopus

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


class AnyApplication:
    """An application that can be exchanged while it is being served."""

    app: ASGIApp
    address: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application of the moment."""
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def http_server() -> Iterator[AnyApplication]:
    """Serve over real HTTP as long as the tests last."""
    http_server, told = AnyApplication(), queue.Queue[str]()
    running = server(http_server, told.put)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve()))
    thread.start()
    http_server.address = told.get(timeout=10)
    yield http_server
    running.should_exit = True
    thread.join()


@pytest.fixture
def world(http_server: AnyApplication) -> World:
    """Serve a new world of small books; its clock stands still until it is told."""
    clock = Clock()
    clock.run(running=False)
    clock.set(NOW)
    office = Office(seed=1, dossiers=3, documents_per_year=24, now=NOW)
    world = World(office, clock, Account())
    http_server.app = application(world)
    return world


@pytest.fixture
def octopus(http_server: AnyApplication, world: World) -> Iterator[Octopus]:
    """Give a client of the new world."""
    assert world
    client = Octopus(http_server.address)
    yield client
    client.session.close()
