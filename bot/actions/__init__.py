"""Use cases: one module per action of a person, such as follow, rate or submit."""
