"""Gateways in the state after a start."""

from collections.abc import Callable

from bot.delivery.gateway import Gateway

MakeGateway = Callable[[], Gateway]
