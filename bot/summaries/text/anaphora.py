"""Detect sentences that need the previous one: opening pronouns and connectives per language.

The lists were written for this project. They are case folded and use the apostrophe `'`.
"""

import re
from collections.abc import Sequence
from functools import cache

from bot.summaries.lexicons.phrases import Phrases
from bot.summaries.text.words import plain_apostrophes

_OPENINGS = {
    "en": """
        he|she|they|him|her|his|their|them|it|its|this|that is|that was|that means|that will
        that has|that would|that decision|these|those are|those were|such|both men|both women
        both sides|the two men|the two women|however|but|and|or|nor|so|yet|also|too|moreover
        furthermore|besides|in addition|additionally|therefore|thus|hence|consequently|as a result
        as a consequence|for example|for instance|meanwhile|in the meantime|instead|nevertheless
        nonetheless|still|then|otherwise|similarly|likewise|conversely|accordingly|indeed|in fact
        in turn|on the other hand|on the contrary|on top of that|apart from that|at the same time
        at that time|at that point|after that|before that|since then|until then|by then|even then
        even so|because of this|because of that|despite this|despite that|following this
        following that|for this reason|for that reason|with that|as such|that said|in particular
        in short|in the end|eventually|subsequently|finally|later|the latter|the former|afterwards
        afterward|thereafter|thereby|in other words|in this case|in that case|in this way
        in contrast|by contrast|in response|to this end|to that end|of these|of those|among them
        one of them|some of them|many of them|most of them|all of them|none of them|both of them
        two of them|with them|for him|for them|according to him|according to her|according to them
    """,
    "ru": """
        он|она|они|оно|его|её|ее|их|ему|ей|им|ими|это|эти|эта|этот|эту|этого|этому|этим|этой|этих
        этими|об этом|при этом|по этому|в этом|в этой|на этом|с этим|к этому|для этого|из за этого
        благодаря этому|несмотря на это|вследствие этого|всё это|все это|все они|у него|у неё|у нее
        у них|с ним|с ней|с ними|к нему|к ней|к ним|за ним|за ней|о нём|о нем|о ней|о них|от него
        сам он|сама она|именно он|именно она|именно они|именно поэтому|именно там|только он|даже он
        но|а|и|или|да и|однако|также|тоже|кроме того|кроме этого|помимо этого|помимо того|более того
        к тому же|вдобавок|тем более|тем самым|поэтому|потому|таким образом|следовательно
        соответственно|например|к примеру|кстати|к слову|тем временем|между тем|тем не менее|впрочем
        всё же|все же|всё таки|все таки|затем|потом|далее|позже|позднее|вскоре|впоследствии|наконец
        в итоге|в конечном итоге|в конце концов|после этого|после чего|вместо этого|с тех пор
        в то же время|в это время|в это же время|к этому времени|к тому времени|в тот день
        в тот же день|в этот день|в свою очередь|в этой связи|в связи с этим|в результате|в ответ
        в частности|в том числе|с другой стороны|во вторых|в третьих|вместе с тем|наряду с этим
        по его словам|по её словам|по ее словам|по их словам|по его мнению|по её мнению
        по ее мнению|по их мнению|по его данным|по их данным|по его оценке|по этой причине|там
        там же|тогда|тогда же|такой|такая|такие|такое|такого|такую|таких|таким|такому|так|значит
        итак|иначе|иначе говоря|иными словами|другими словами|зато|ведь|ибо|притом|причём|причем
        вот почему|здесь|оттуда|отсюда|туда|тот|та|те|того|той|тех|тому|данный|данная|данное|оба|обе
        из них|в нём|в нем|в ней|в них|на нём|на нем|на ней|на них|среди них|один из них
        одна из них|двое из них|многие из них|некоторые из них|большинство из них|никто из них
        до этого|ранее он|ранее она|в этом случае|в таком случае|напротив
    """,
    "uz": """
        u|ular|uning|ularning|unga|uni|ularni|ularga|undan|ulardan|unda|ularda|bu|bular|buning
        bularning|bunga|bularga|buni|bunda|bundan|bulardan|bunday|bungacha|undagi|bundagi
        ushbu|shu|shunga|shundan|shuni|shular|mana shu|shuning uchun|shu sababli|shu bois|shu bilan
        shuningdek|shu bilan birga|shu tufayli|shu tariqa|shu tarzda|shu orqali|shunga ko'ra
        shunga qaramay|shunga qaramasdan|bunga qaramay|bunga javoban|ammo|lekin|biroq|va|yoki|ham
        hamda|bundan tashqari|buning ustiga|qolaversa|masalan|chunonchi|jumladan|xususan|natijada
        oqibatda|keyin|keyinroq|keyinchalik|so'ng|so'ngra|shundan so'ng|shundan keyin|nihoyat
        chunki|negaki|zero|binobarin|vaholanki|holbuki|darhaqiqat|demak|xullas|hatto|aksincha
        aks holda|ya'ni|boshqa tomondan|o'z navbatida|ikkinchidan|uchinchidan|ayni paytda
        ayni vaqtda|shunday|shunda|balki|ana shu|mazkur|o'sha|o'shanda|aniqrog'i|unga ko'ra
        uning aytishicha|uning so'zlariga ko'ra|u yerda|bu yerda|shu yerda
    """,
    "uz-Cyrl": """
        у|улар|унинг|уларнинг|унга|уни|уларни|уларга|ундан|улардан|унда|уларда|бу|булар|бунинг
        буларнинг|бунга|буларга|буни|бунда|бундан|булардан|бундай|бунгача|ундаги|бундаги
        ушбу|шу|шунга|шундан|шуни|шулар|мана шу|шунинг учун|шу сабабли|шу боис|шу билан
        шунингдек|шу билан бирга|шу туфайли|шу тариқа|шу тарзда|шу орқали|шунга кўра
        шунга қарамай|шунга қарамасдан|бунга қарамай|бунга жавобан|аммо|лекин|бироқ|ва|ёки|ҳам
        ҳамда|бундан ташқари|бунинг устига|қолаверса|масалан|чунончи|жумладан|хусусан|натижада
        оқибатда|кейин|кейинроқ|кейинчалик|сўнг|сўнгра|шундан сўнг|шундан кейин|ниҳоят
        чунки|негаки|зеро|бинобарин|ваҳоланки|ҳолбуки|дарҳақиқат|демак|хуллас|ҳатто|аксинча
        акс ҳолда|яъни|бошқа томондан|ўз навбатида|иккинчидан|учинчидан|айни пайтда|айни вақтда
        шундай|шунда|балки|ана шу|мазкур|ўша|ўшанда|аниқроғи|унинг айтишича|унга кўра
        унинг сўзларига кўра|у ерда|бу ерда|шу ерда
    """,
    "uk": """
        він|вона|вони|воно|його|її|їх|йому|їй|їм|це|цей|ця|ці|цього|цьому|цим|цих|цю|цієї|про це
        при цьому|через це|для цього|завдяки цьому|попри це|незважаючи на це|у нього|у неї|у них
        з них|один із них|саме він|саме тому|усі вони|але|а|і|й|та|або|однак|проте|втім|також|теж
        адже|тож|отож|до того ж|крім того|крім цього|окрім того|більш того|більше того|тому|отже
        таким чином|наприклад|тим часом|тим не менш|водночас|натомість|зрештою|інакше|потім|згодом
        після цього|після того|з того часу|у свою чергу|зокрема|з іншого боку|по друге|на його думку
        за його словами|за її словами|за їхніми словами|там|тут|тоді|такий|така|такі|такого|так
    """,
    "kk": """
        ол|олар|оның|олардың|оған|оларға|оны|одан|олардан|онда|бұл|бұған|бұдан|бұны|мұны|мұнда|осы
        осыған|осыдан|сол|соған|соның|солай|сондай|бірақ|алайда|дегенмен|және|сондай ақ
        сонымен қатар|сондықтан|себебі|өйткені|мысалы|яғни|демек|олай болса|содан кейін|кейін
        бұдан бөлек|осылайша|сөйтіп|мұндай|сонда|оның айтуынша|әрі|ал
    """,
    "tr": """
        o|onlar|onun|onların|ona|onlara|onu|ondan|onlardan|bu|bunlar|bunun|bunların|buna|bunlara
        bunu|bunda|bundan|ama|ancak|fakat|lakin|ve|veya|ayrıca|dahası|üstelik|bu nedenle|bu yüzden
        dolayısıyla|örneğin|bu arada|buna rağmen|bununla birlikte|bunun üzerine|yine de|sonra
        daha sonra|ardından|öte yandan|diğer yandan|aynı zamanda|böylece|böylelikle|böyle|şöyle
        orada|burada|hatta|çünkü|zira|nitekim|oysa|oysaki|halbuki|yani|kısacası|aksine
    """,
    "de": """
        er|sie|es|ihr|ihre|ihren|ihrer|sein|seine|seinen|seiner|seinem|ihm|ihn|ihnen|dies|diese
        dieser|dieses|diesen|diesem|jene|jener|beide|letztere|letzterer|aber|und|oder|doch|jedoch
        allerdings|hingegen|dagegen|denn|nämlich|auch|ebenso|ebenfalls|außerdem|zudem|ferner|daher
        deshalb|deswegen|darum|somit|demnach|folglich|infolgedessen|also|zum beispiel
        beispielsweise|inzwischen|unterdessen|dennoch|trotzdem|immerhin|stattdessen|sonst
        andernfalls|dann|danach|daraufhin|seitdem|seither|damals|schließlich|gleichzeitig
        andererseits|zuvor|dort|hier|damit|dadurch|davon|dafür|darauf|so|dabei|dazu|hierzu
        mit ihm|mit ihr|für ihn|bei ihm|kurz darauf|wenig später
    """,
    "fr": """
        il|elle|ils|elles|c'est|c'était|ce|cela|ceci|cet|cette|ces|celui ci|celle ci|ceux ci
        celles ci|ce dernier|cette dernière|ces derniers|tous deux|l'un d'eux|parmi eux|son|sa|ses
        leur|leurs|selon lui|selon elle|selon eux|pour lui|quant à lui|avec lui|mais|et|ou|donc|or
        car|aussi|cependant|toutefois|pourtant|certes|de plus|en plus|en outre|par ailleurs
        d'ailleurs|d'autre part|de même|ainsi|du coup|bref|notamment|autrement dit|par exemple
        entre temps|néanmoins|malgré cela|malgré tout|pour cela|par conséquent|en conséquence
        ensuite|puis|enfin|finalement|depuis lors|dès lors|après cela|au contraire|en revanche
        en effet|en fait|là|alors
    """,
    "es": """
        él|ella|ellos|ellas|ello|esto|eso|este|esta|estos|estas|ese|esa|esos|esas|dicho|dicha
        dichos|dichas|ambos|ambas|su|sus|según él|según ella|para él|para ella|con él|con ella
        uno de ellos|entre ellos|pero|y|o|pues|porque|sin embargo|también|tampoco|además|asimismo
        incluso|por lo tanto|por eso|por ello|por lo que|por consiguiente|en consecuencia|de hecho
        de esta manera|de este modo|en este sentido|así|es decir|o sea|por ejemplo|por último
        finalmente|mientras tanto|no obstante|aun así|a pesar de ello|pese a ello|entonces|luego
        después|desde entonces|tras ello|tras esto|en ese momento|por otro lado|por otra parte
        al mismo tiempo|en cambio|allí|ahí
    """,
}

# Openings that are not anaphoric: a date ("this summer", "shu yilning"), "as a result of" with a
# noun, a name (Son Heung-min). Matched at the start of a sentence; the apostrophe is `'`.
_EXCEPTIONS = {
    "en": r"(?i:th(?:is|ese)) (?:year|month|week|summer|autumn|fall|winter|spring|season|morning"
    r"|afternoon|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    "ru": r"(?i:(?:в |на |с |к )?эт\w+ (?:год|месяц|недел|лет|зим|весн|осен|утр|вечер|ноч|сезон"
    r"|понедельник|вторник|сред|четверг|пятниц|суббот|воскресен))"
    r"|В результате (?!\w*(?:л|ла|ло|ли)(?:с[ья])?\b)"  # a verb: "as a result fell"
    r"(?:[А-ЯЁ]{2}|\w+(?:[аяыийо]|[ое]в|[ое]го|[иы]х)\b)",
    "uz": r"(?i:bu|shu|ushbu) (?:yil|oy|hafta|yoz|qish|bahor|kuz|mavsum|tong)",
    "uz-Cyrl": r"(?i:бу|шу|ушбу) (?:йил|ой|ҳафта|ёз|қиш|баҳор|куз|мавсум|тонг)",
    "uk": r"(?i:(?:у |в )?ц\w+ (?:рок|рік|місяц|тиж|літ|зим|весн|осен|осін|ран|вечор|ноч|сезон"
    r"|понеділ|вівтор|серед|четвер|п'ятниц|субот|неділ))",
    "kk": r"(?i:осы|бұл|сол) (?:жыл|ай|апта|жаз|қыс|көктем|күз|маусым|таң)",
    "tr": r"(?i:bu) (?:yıl|ay|hafta|yaz|kış|bahar|ilkbahar|sonbahar|sezon|sabah|akşam|gece)",
    "de": r"(?i:dies\w+) (?:Jahr|Monat|Woche|Sommer|Herbst|Winter|Frühjahr|Frühling|Saison|Morgen"
    r"|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)",
    "fr": r"(?i:ce|cet|cette) (?:ann|mois|semaine|ét|automne|hiver|printemps|saison|matin|soir|nuit"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|(?:Son|Sa|Ses) [A-ZÀ-Þ]",
    "es": r"(?i:est[ea]) (?:año|mes|semana|verano|otoño|invierno|primavera|temporada|mañana|tarde"
    r"|noche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)",
}
_EXCEPTION = {
    language: re.compile(rf"\A\W*+(?:{listed})") for language, listed in _EXCEPTIONS.items()
}
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)([.‑-]?)(?=(\w| ?))")
_ACRONYM_MAX = 5  # letters: "IT Park"
_CONTRACTIONS = {"s": "is", "re": "are", "ve": "have", "d": "would", "ll": "will"}

# References that may follow a few other words: "As the agency says, this was said on Monday".
_REFERENCES = Phrases(["об этом", "про це", "bu haqda", "bu haqida", "бу ҳақда", "бу ҳақида"])
_NEAR_START = 6  # words


@cache
def _openings(language: str) -> Phrases:
    listed = _OPENINGS.get(language) or _OPENINGS.get(language.split("-")[0], "")
    return Phrases(
        phrase for line in listed.splitlines() for phrase in line.split("|") if phrase.strip()
    )


def _exceptions(language: str) -> re.Pattern[str] | None:
    return _EXCEPTION.get(language) or _EXCEPTION.get(language.split("-")[0])


def is_anaphoric(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether a sentence refers to the previous one.

    Args:
        sentence: a result of `split_sentences`.
        words: its `words.tokens`.
        language: `en`, `uz-Cyrl` …
    """
    if _openings(language).begin(_expand_contraction(words) if language == "en" else words):
        return not _is_exception(sentence, language)
    return _REFERENCES.occur_in(words[:_NEAR_START])


def _expand_contraction(words: Sequence[str]) -> Sequence[str]:
    """Return `words` with an expanded first word: "it's" becomes "it is"."""
    pronoun, _, verb = words[0].partition("'") if words else ("", "", "")
    return [pronoun, _CONTRACTIONS[verb], *words[1:3]] if verb in _CONTRACTIONS else words


def _is_exception(sentence: str, language: str) -> bool:
    exceptions = _exceptions(language)
    if exceptions and exceptions.match(plain_apostrophes(sentence)):
        return True
    first = _FIRST_WORD.match(sentence)
    if first is None:
        return False
    word, mark, following = first.groups()
    if mark and following:  # "A. Petrov", "U-20", "So-called"
        return (len(word) == 1 and not following.islower()) or (mark != "." and language == "en")
    return word.isupper() and 1 < len(word) <= _ACRONYM_MAX and not sentence.isupper()
