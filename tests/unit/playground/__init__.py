"""Texts of the playground."""
