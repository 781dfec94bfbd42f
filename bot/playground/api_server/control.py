"""Driving a server that runs in a process of its own: `POST /control/<what>` with a JSON body.

Bodies name people, chats and messages by id. Answers are JSON; a mistake is a 400 with its text.

===========  =============================================================================
person       name, language_code, is_started, count -> {"ids": […]}
chat         type (group, supergroup, channel), title, owner, members, is_forum -> {"id"}
topic        chat, name -> {"id"}
send         person, text, chat, topic, reply_to -> {"message_id"}
press        person, chat, message_id, label or data -> {"id"}
tap          id -> {"is_answered", "text", "show_alert", "url", "after"}
block        person, is_blocked -> {}
messages     chat -> [Message, …], what stands there now
calls        method, after -> [{"method", "params", "time", "status", "description"}, …]
state        -> {"pending", "confirmed_offset", "calls", "refused", "sent": {chat: count}}
inject       update -> the update queued
fail         what `BotApiServer.fail` takes -> {}
heal         -> {}, ends all faults
advance      seconds -> {}, moves the clock
===========  =============================================================================
"""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.playground.api_server.errors import Json
from bot.playground.api_server.faults import Fault, Faults
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.request_log import RequestLog
from bot.playground.api_server.scenario import Scenario
from bot.playground.api_server.state.chats import CHANNEL, GROUP, Chat
from bot.playground.api_server.state.messages import Message

Verb = Callable[[Json], Any]


def control_routes(stage: Scenario, faults: Faults, calls: RequestLog) -> list[BaseRoute]:
    """Return the routes that drive `stage`."""
    verbs = Control(stage, faults, calls).verbs()

    async def control(request: Request) -> Response:
        verb = verbs.get(request.path_params["what"])
        if verb is None:
            return JSONResponse({"error": f"there is only {', '.join(verbs)}"}, 404)
        try:
            return JSONResponse(verb(json.loads(await request.body() or b"{}")))
        except (LookupError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

    return [Route("/control/{what}", control, methods=["GET", "POST"])]


class Control:
    """What the control interface can do."""

    def __init__(self, stage: Scenario, faults: Faults, calls: RequestLog) -> None:
        self._stage = stage
        self._faults = faults
        self._calls = calls
        self._people: dict[int, Person] = {}

    def verbs(self) -> dict[str, Verb]:
        """Return what can be asked, by name."""
        return {
            "person": self._person,
            "chat": self._found,
            "topic": self._topic,
            "send": self._send,
            "press": self._press,
            "tap": self._tap,
            "block": self._block,
            "messages": lambda body: [one.as_json() for one in self._chat(body).messages],
            "calls": self._list_calls,
            "state": self._state,
            "inject": lambda body: self._stage.inject(body["update"]),
            "fail": self._fail,
            "heal": self._heal,
            "advance": self._advance,
        }

    def _who(self, body: Json, field: str = "person") -> Person:
        return self._people[body[field]]

    def _chat(self, body: Json) -> Chat:
        return self._stage.world.chats[body["chat"]]

    def _message(self, chat: Chat, message_id: int | None) -> Message | None:
        return None if message_id is None else chat.log[message_id]

    def _person(self, body: Json) -> Json:
        ids = []
        for _ in range(body.pop("count", 1)):
            person = self._stage.person(body.get("name", "Ann"), **_without(body, "name"))
            self._people[person.id] = person
            ids.append(person.id)
        return {"ids": ids}

    def _found(self, body: Json) -> Json:
        stage = self._stage
        found = {GROUP: stage.group, CHANNEL: stage.channel}.get(body["type"], stage.supergroup)
        members = [self._people[one] for one in body.get("members", [])]
        more = _without(body, "type", "title", "owner", "members")
        return {"id": found(body["title"], self._who(body, "owner"), members, **more).id}

    def _topic(self, body: Json) -> Json:
        chat = self._chat(body)
        if not isinstance(chat, Group):
            raise ValueError("a private chat has no topics")
        return {"id": chat.topic(body["name"]).thread_id}

    def _send(self, body: Json) -> Json:
        person = self._who(body)
        chat = self._chat(body) if "chat" in body else person.private
        topic = chat.topics[body["topic"]] if "topic" in body else None
        reply_to = self._message(chat, body.get("reply_to"))
        sent = person.send(body["text"], chat, topic=topic, reply_to=reply_to)
        return {"message_id": sent.message_id}

    def _press(self, body: Json) -> Json:
        person = self._who(body)
        chat = self._chat(body) if "chat" in body else person.private
        message = chat.log[body["message_id"]]
        return {"id": person.press(message, body.get("label", ""), data=body.get("data")).id}

    def _tap(self, body: Json) -> Json:
        answer = self._stage.world.taps[body["id"]].answer
        if answer is None:
            return {"is_answered": False}
        said = {"text": answer.text, "show_alert": answer.show_alert, "url": answer.url}
        return {"is_answered": True, **said, "after": answer.after}

    def _block(self, body: Json) -> Json:
        person = self._who(body)
        if body.get("is_blocked", True):
            person.block()
        else:
            person.unblock()
        return {}

    def _list_calls(self, body: Json) -> list[Json]:
        after = body.get("after", float("-inf"))
        return [
            {
                "method": call.method,
                "params": {name: _plain(value) for name, value in call.params.items()},
                "time": call.time,
                "status": call.status,
                "description": call.description,
            }
            for call in self._calls.find(body.get("method"))
            if call.time > after
        ]

    def _state(self, body: Json) -> Json:
        stage = self._stage
        calls = self._calls.find(None)
        return {
            "pending": len(stage.world.queue.pending),
            "confirmed_offset": stage.confirmed_offset,
            "calls": len(calls),
            "refused": sum(not call.ok for call in calls),
            "sent": {chat.id: len(chat.from_bot()) for chat in stage.world.chats.values()},
        }

    def _heal(self, body: Json) -> Json:
        self._faults.clear()
        return {}

    def _advance(self, body: Json) -> Json:
        self._stage.clock.advance(float(body["seconds"]))
        return {}

    def _fail(self, body: Json) -> Json:
        self._faults.add(Fault(**body))
        return {}


def _without(body: Json, *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


def _plain(value: object) -> object:
    """Return a parameter as JSON can hold it: a file as its description."""
    return value if isinstance(value, bool | int | float | str | list | dict) else repr(value)
