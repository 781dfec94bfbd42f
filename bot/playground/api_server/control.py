"""HTTP control interface of a server in its own process: `POST /control/<action>` with JSON.

Bodies name people, chats and messages by id. Responses are JSON; a wrong request gets a 400 with
the error text.

===========  =============================================================================
person       name, language_code, is_started, count -> {"ids": […]}
chat         type (group, supergroup, channel), title, owner, members, is_forum -> {"id"}
topic        chat, name -> {"id"}
send         person, text, chat, topic, reply_to -> {"message_id"}
press        person, chat, message_id, label or data -> {"id"}
tap          id -> {"is_answered", "text", "show_alert", "url", "after"}
block        person, is_blocked -> {}
messages     chat -> [Message, …], the messages that are not deleted
calls        method, after -> [{"method", "params", "time", "status", "description"}, …]
state        -> {"pending", "confirmed_offset", "calls", "refused", "sent": {chat: count}}
inject       update -> the queued update
fail         the arguments of `BotApiServer.fail` -> {}
heal         -> {}, removes all faults
advance      seconds -> {}, moves the clock forward
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

Action = Callable[[Json], Any]


def control_routes(scenario: Scenario, faults: Faults, calls: RequestLog) -> list[BaseRoute]:
    """Return the routes that control `scenario`."""
    actions = Control(scenario, faults, calls).actions()

    async def control(request: Request) -> Response:
        action = actions.get(request.path_params["action"])
        if action is None:
            return JSONResponse({"error": f"there is only {', '.join(actions)}"}, 404)
        try:
            return JSONResponse(action(json.loads(await request.body() or b"{}")))
        except (LookupError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

    return [Route("/control/{action}", control, methods=["GET", "POST"])]


class Control:
    """The actions of the control interface."""

    def __init__(self, scenario: Scenario, faults: Faults, calls: RequestLog) -> None:
        self._scenario = scenario
        self._faults = faults
        self._calls = calls
        self._people: dict[int, Person] = {}

    def actions(self) -> dict[str, Action]:
        """Return the actions by name."""
        return {
            "person": self._create_people,
            "chat": self._create_chat,
            "topic": self._create_topic,
            "send": self._send,
            "press": self._press,
            "tap": self._callback_answer,
            "block": self._block,
            "messages": lambda body: [one.as_json() for one in self._find_chat(body).messages],
            "calls": self._list_calls,
            "state": self._state,
            "inject": lambda body: self._scenario.inject(body["update"]),
            "fail": self._fail,
            "heal": self._heal,
            "advance": self._advance,
        }

    def _find_person(self, body: Json, field: str = "person") -> Person:
        return self._people[body[field]]

    def _find_chat(self, body: Json) -> Chat:
        return self._scenario.world.chats[body["chat"]]

    def _find_message(self, chat: Chat, message_id: int | None) -> Message | None:
        return None if message_id is None else chat.log[message_id]

    def _create_people(self, body: Json) -> Json:
        ids = []
        for _ in range(body.pop("count", 1)):
            person = self._scenario.person(body.get("name", "Ann"), **_without_keys(body, "name"))
            self._people[person.id] = person
            ids.append(person.id)
        return {"ids": ids}

    def _create_chat(self, body: Json) -> Json:
        scenario = self._scenario
        create = {GROUP: scenario.group, CHANNEL: scenario.channel}.get(
            body["type"], scenario.supergroup
        )
        members = [self._people[one] for one in body.get("members", [])]
        options = _without_keys(body, "type", "title", "owner", "members")
        return {
            "id": create(body["title"], self._find_person(body, "owner"), members, **options).id
        }

    def _create_topic(self, body: Json) -> Json:
        chat = self._find_chat(body)
        if not isinstance(chat, Group):
            raise ValueError("a private chat has no topics")
        return {"id": chat.topic(body["name"]).thread_id}

    def _send(self, body: Json) -> Json:
        person = self._find_person(body)
        chat = self._find_chat(body) if "chat" in body else person.private
        topic = chat.topics[body["topic"]] if "topic" in body else None
        reply_to = self._find_message(chat, body.get("reply_to"))
        sent = person.send(body["text"], chat, topic=topic, reply_to=reply_to)
        return {"message_id": sent.message_id}

    def _press(self, body: Json) -> Json:
        person = self._find_person(body)
        chat = self._find_chat(body) if "chat" in body else person.private
        message = chat.log[body["message_id"]]
        return {"id": person.press(message, body.get("label", ""), data=body.get("data")).id}

    def _callback_answer(self, body: Json) -> Json:
        answer = self._scenario.world.callback_queries[body["id"]].answer
        if answer is None:
            return {"is_answered": False}
        said = {"text": answer.text, "show_alert": answer.show_alert, "url": answer.url}
        return {"is_answered": True, **said, "after": answer.after}

    def _block(self, body: Json) -> Json:
        person = self._find_person(body)
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
                "params": {name: _jsonable(value) for name, value in call.params.items()},
                "time": call.time,
                "status": call.status,
                "description": call.description,
            }
            for call in self._calls.find(body.get("method"))
            if call.time > after
        ]

    def _state(self, body: Json) -> Json:
        scenario = self._scenario
        calls = self._calls.find(None)
        return {
            "pending": len(scenario.world.queue.pending),
            "confirmed_offset": scenario.confirmed_offset,
            "calls": len(calls),
            "refused": sum(not call.ok for call in calls),
            "sent": {chat.id: len(chat.from_bot()) for chat in scenario.world.chats.values()},
        }

    def _heal(self, body: Json) -> Json:
        self._faults.clear()
        return {}

    def _advance(self, body: Json) -> Json:
        self._scenario.clock.advance(float(body["seconds"]))
        return {}

    def _fail(self, body: Json) -> Json:
        self._faults.add(Fault(**body))
        return {}


def _without_keys(body: Json, *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


def _jsonable(value: object) -> object:
    """Return a parameter as a JSON value; a file becomes its `repr`."""
    return value if isinstance(value, bool | int | float | str | list | dict) else repr(value)
