"""Tests of the project itself: layers, commands, links, sizes."""
