"""Openings that lean on the sentence before: pronouns and connectives, per language.

Written for this project; case folded, apostrophes plain (').
"""

from collections.abc import Sequence
from functools import cache

from bot.summaries.phrases import Phrases

_OPENINGS = {
    "en": """
        he|she|they|him|her|his|their|them|it|its|this is|this was|this has|this means|this will
        that is|that was|that means|these are|these were|those are|those were|this also|this comes
        however|but|and|or|so|yet|also|too|moreover|furthermore|besides|in addition|additionally
        therefore|thus|hence|consequently|as a result|for example|for instance|meanwhile|instead
        nevertheless|nonetheless|still|then|otherwise|similarly|likewise|in turn|on the other hand
        at the same time|after that|because of this|the latter|the former|afterwards
        in other words|in this case|in that case|in contrast|by contrast|in response|of these
        of those|among them|one of them|according to him|according to her
    """,
    "ru": """
        он|она|они|оно|его|её|ее|их|ему|ей|им|это|эти|эта|этот|этого|этому|этим|об этом|при этом
        по этому|но|а|и|или|однако|также|тоже|кроме того|помимо этого|помимо того|более того
        поэтому|потому|таким образом|следовательно|например|к примеру|тем временем|между тем
        тем не менее|впрочем|затем|потом|после этого|после чего|в то же время|в свою очередь
        в этой связи|в связи с этим|в результате|в частности|в том числе|с другой стороны
        вместе с тем|наряду с этим|по его словам|по её словам|по ее словам|по их словам|там|тогда
        такой|такая|такие|такое|так|значит|итак|зато|притом|причём|причем|здесь|тот|та|те|из них
        в нём|в нем|в ней|в них|на нём|на нем|на ней|на них
        среди них|один из них|до этого|ранее он|ранее она|в этом случае|в таком случае|напротив
    """,
    "uz": """
        u|ular|uning|ularning|unga|uni|ularni|ularga|undan|unda|ularda|bu|bular|buning|bunga|buni|bunda|bundan
        shu|shuning uchun|shu sababli|shu bois|shu bilan|shuningdek|shu bilan birga|shu tufayli
        ammo|lekin|biroq|va|yoki|ham|hamda|bundan tashqari|qolaversa|masalan|jumladan|xususan
        natijada|oqibatda|keyin|so'ng|shundan so'ng|shundan keyin|chunki|demak|aksincha|ya'ni
        boshqa tomondan|ayni paytda|ayni vaqtda|shunday|shunda|balki|ana shu|mazkur|o'sha
        aniqrog'i|uning aytishicha|uning so'zlariga ko'ra|u yerda|bu yerda|shu yerda
    """,
    "uz-Cyrl": """
        у|улар|унинг|уларнинг|унга|уни|уларни|уларга|ундан|унда|уларда|бу|булар|бунинг|бунга|буни|бунда|бундан
        шу|шунинг учун|шу сабабли|шу боис|шу билан|шунингдек|шу билан бирга|шу туфайли
        аммо|лекин|бироқ|ва|ёки|ҳам|ҳамда|бундан ташқари|қолаверса|масалан|жумладан|хусусан
        натижада|оқибатда|кейин|сўнг|шундан сўнг|шундан кейин|чунки|демак|аксинча|яъни
        бошқа томондан|айни пайтда|айни вақтда|шундай|шунда|балки|ана шу|мазкур|ўша
        аниқроғи|унинг айтишича|унинг сўзларига кўра|у ерда|бу ерда|шу ерда
    """,
    "uk": """
        він|вона|вони|воно|його|її|їх|йому|їй|їм|це|цей|ця|ці|про це|при цьому|але|а|і|й|та|або
        однак|проте|також|теж|крім того|більш того|тому|отже|таким чином|наприклад|тим часом
        водночас|натомість|потім|після цього|у свою чергу|зокрема|з іншого боку|за його словами
        за її словами|за їхніми словами|там|тоді|такий|така|такі|так
    """,
    "kk": """
        ол|олар|оның|олардың|оған|оны|бұл|осы|сол|бірақ|алайда|дегенмен|және|сондай ақ|сонымен қатар
        сондықтан|мысалы|содан кейин|бұдан бөлек|осылайша|мұндай|сонда|әрі|ал
    """,
    "tr": """
        o|onlar|onun|onların|ona|onu|bu|bunlar|bunun|buna|bunu|ama|ancak|fakat|ve|veya|ayrıca|üstelik
        bu nedenle|bu yüzden|dolayısıyla|örneğin|bu arada|buna rağmen|yine de|sonra|daha sonra
        öte yandan|aynı zamanda|böylece|böyle|orada|hatta
    """,
    "de": """
        er|sie|es|ihr|ihre|sein|seine|ihm|ihnen|dies|aber|und
        oder|doch|jedoch|auch|außerdem|zudem|daher|deshalb|deswegen|somit|zum beispiel|inzwischen
        unterdessen|dennoch|trotzdem|dann|danach|gleichzeitig|andererseits|dort|damit|so|dabei|dazu
    """,
    "fr": """
        il|elle|ils|elles|c'est|c'était|ce|cela|ceci|cet|cette|ces|son|sa|ses|leur|leurs|mais|et|ou|donc|or|aussi
        cependant|toutefois|pourtant|de plus|en outre|par ailleurs|ainsi|par exemple|entre temps
        néanmoins|ensuite|puis|après cela|en revanche|en effet|là|alors
    """,
    "es": """
        él|ella|ellos|ellas|esto|eso|este|esta|estos|estas|ese|esa|su|sus|pero|y|o|sin embargo
        también|además|asimismo|por lo tanto|por eso|por ello|así|por ejemplo
        mientras tanto|no obstante|entonces|luego|después|por otro lado
        al mismo tiempo|en cambio|allí|ahí
    """,
}

# "As the agency says, this was said on Monday": the reference may stand after a few words.
_REFERENCES = Phrases(["об этом", "про це", "bu haqda", "bu haqida", "бу ҳақда", "бу ҳақида"])
_NEAR_START = 6  # words


@cache
def _openings(language: str) -> Phrases:
    listed = _OPENINGS.get(language) or _OPENINGS.get(language.split("-")[0], "")
    return Phrases(
        phrase for line in listed.splitlines() for phrase in line.split("|") if phrase.strip()
    )


def dangles(words: Sequence[str], language: str) -> bool:
    """Say whether a sentence with these `words.tokens` leans on the sentence before it."""
    return _openings(language).begin(words) or _REFERENCES.occur_in(words[:_NEAR_START])
