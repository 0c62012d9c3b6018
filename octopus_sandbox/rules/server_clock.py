"""The Date header of every answer, from the sandbox's clock."""

from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from octopus_sandbox.clock import Clock


class ServerClock:
    """Adds the Date header, unless a fault already gave a wrong one."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                if all(name != b"date" for name, _ in headers):
                    date = format_datetime(self._clock.now(), usegmt=True)
                    headers.append((b"date", date.encode()))
            await send(message)

        await self._app(scope, receive, dated)
