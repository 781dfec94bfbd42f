"""Labels at the beginning of a line that show the kind of a text, written for this project.

They are case folded and use the apostrophe `'`; `|` separates them.
"""

# The heading of the most important points of a live blog.
KEY_POINTS = """
    key points|the key points|key developments|what we know|at a glance|the main points
    главное|главное за день|главное к этому часу|что известно|коротко|основное
    asosiysi|asosiy voqealar|nimalar ma'lum|qisqacha|eng muhimi
    асосийси|асосий воқеалар|нималар маълум|қисқача|энг муҳими
"""
# Minutes of a meeting: the people and the plan.
ATTENDANCE = """
    present|in attendance|attendees|apologies|absent|agenda|chair|chairman|secretary|minutes
    присутствовали|присутствуют|отсутствовали|повестка дня|председатель|секретарь|слушали
    qatnashdilar|qatnashchilar|kun tartibi|majlis raisi|rais|kotib|eshitildi
    қатнашдилар|қатнашчилар|кун тартиби|мажлис раиси|раис|котиб|эшитилди
"""
# Minutes of a meeting: its decisions.
DECISIONS = """
    resolved|decided|decision|decisions|agreed|action|actions
    решили|постановили|решение|решения|решено
    qaror qilindi|qaror|qarorlar|qaror qildi
    қарор қилинди|қарор|қарорлар|қарор қилди
"""
# The speaker of a question in an interview.
QUESTIONS = """
    q|question|вопрос|корреспондент|savol|muxbir|савол|мухбир
"""
# Units of an ingredient, as in "200 g" or "Мука — 300 г".
UNITS = """
    g|kg|ml|l|oz|cup|cups|tbsp|tsp|tablespoon|tablespoons|teaspoon|teaspoons|pinch|clove|cloves
    г|кг|мл|л|стакан|стакана|стаканов|ст|ч|шт|зубчик|зубчика|зубчиков|щепотка|ложка|ложки
    gramm|litr|dona|piyola|stakan|osh qoshiq|choy qoshiq|qoshiq|chimdim
    грамм|литр|дона|пиёла|ош қошиқ|чой қошиқ|қошиқ|чимдим
"""


def parse_labels(listed: str) -> frozenset[str]:
    """Return the labels of one of the lists."""
    return frozenset(
        label.strip() for line in listed.splitlines() for label in line.split("|") if label.strip()
    )
