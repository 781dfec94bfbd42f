"""Files for operators, and the programs that make releases; not a part of the bot."""
