"""Tests of bot.presentation: cards, lists, buttons and cutting are pure."""
