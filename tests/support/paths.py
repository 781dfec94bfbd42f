"""The project's root, and the folder of texts and pages beside it, which a checkout may lack."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
