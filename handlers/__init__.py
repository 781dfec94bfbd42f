"""Telegram in: one module per thing a person does. Read routes.py first."""
