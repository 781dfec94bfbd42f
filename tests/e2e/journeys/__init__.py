"""Journeys of people through the shipped bot."""
