"""The line that the playground prints when it is open."""

import re

LINK = re.compile(r"The playground is open: (http://127\.0\.0\.1:\d+/)\n")
