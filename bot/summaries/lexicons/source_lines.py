"""Words of sentences that only name a source, per language, written for this project.

They are case folded and use the apostrophe `'`. The patterns match the words of a sentence, joined
with single spaces.
"""

import re

# Openings of a sentence that only names the source: "This was reported by …", "Об этом сообщает …".
OPENINGS = {
    "en": """
        this was reported by|this was announced by|this was first reported by|it was first reported
        the news was first reported|the news was reported by|the story was first reported
        that is according to|that's according to|this is according to|this is reported by
        the incident was first reported|the announcement was made by|the report was first published
    """,
    "ru": """
        об этом|о том же|про это|соответствующее заявление сделал|соответствующее заявление сделала
        такую информацию передаёт|такую информацию передает|с таким заявлением выступил
        с таким заявлением выступила|такое мнение высказал|такое мнение высказала|такие данные
    """,
    "uz": """
        bu haqda|bu haqida|bu to'g'risida|bu to'g'rida|bu borada|bu xususda|shu haqda|shu haqida
        ushbu ma'lumotni|bu ma'lumotni|ushbu xabarni|bu xabarni|bu to'g'rida
    """,
    "uz-Cyrl": """
        бу ҳақда|бу ҳақида|бу тўғрисида|бу тўғрида|бу борада|бу хусусда|шу ҳақда|шу ҳақида
        ушбу маълумотни|бу маълумотни|ушбу хабарни|бу хабарни
    """,
    "uk": "про це|відповідну заяву зробив|відповідну заяву зробила",
    "kk": "бұл туралы|осы туралы|бұл жөнінде|осы жөнінде",
    "tr": "bununla ilgili|konuyla ilgili açıklama|bu bilgiyi|bu haberi",
    "de": "das teilte|das berichtet|das berichtete|dies teilte|dies berichtet|darüber berichtet",
    "fr": "c'est ce qu'a|c'est ce qu'ont|c'est ce que rapporte|l'information a été",
    "es": "así lo|la información fue|esto fue informado",
}
# A sentence in which a publication was the first to report: "О решении суда первым написал портал".
FIRST_REPORTS = {
    "en": re.compile(
        r"\b(?:first to (?:report|write|break|publish)|first (?:reported|wrote"
        r"|published) (?:by|in|about|the)"
        r"|(?:first|who) broke the (?:news|story)|was first (?:reported|published|announced) (?:by"
        r"|in))\b"
    ),
    "ru": re.compile(
        r"\bперв(?:ым|ой|ыми|ое|ый|ая)\b.{0,60}\b(?:сообщи|написа|рассказа|пиш|опублик|обрати)\w*"
        r"|\b(?:сообщи|написа|рассказа|опублик)\w*.{0,40}\bперв(?:ым|ой|ыми)\b"
    ),
    "uz": re.compile(r"\bbirinchi bo'lib\b.{0,60}\b(?:xabar ber|yoz|ma'lum qil|e'lon qil)\w*"),
    "uz-Cyrl": re.compile(r"\bбиринчи бўлиб\b.{0,60}\b(?:хабар бер|ёз|маълум қил|эълон қил)\w*"),
}
MEDIA = {
    "en": re.compile(
        r"\b(?:newspaper|paper|portal|website|site|radio|channel|station|agency|magazine|blog"
        r"|outlet|media|journalist"
        r"|reporter|courier|herald|times|post|gazette|tribune|telegram)s?\b"
    ),
    "ru": re.compile(
        r"\b(?:портал|газет|издани|канал|телеканал|агентств|сайт|радио|журналист|паблик"
        r"|блогер|сми|телеграм)\w*"
    ),
    "uz": re.compile(
        r"\b(?:nashr|gazeta|sayt|portal|kanal|radio|agentlig|jurnalist|bloger|telegram)\w*"
    ),
    "uz-Cyrl": re.compile(
        r"\b(?:нашр|газета|сайт|портал|канал|радио|агентлиг|журналист|блогер|телеграм)\w*"
    ),
}
# A sentence that tells where data come from: "The data are collected in six markets."
DATA = {
    "en": re.compile(
        r"(?:the |these |all |its |our )?(?:data|figures|prices|statistics|numbers|survey"
        r"|information)\b.{0,40}"
        r"\b(?:are|were|is|was|have been|has been) (?:\w+ly )?(?:collected|gathered|compiled|taken"
        r"|supplied|provided|based)\b"
        r"|(?:the |these |all )?(?:data|figures|statistics|numbers) (?:come|comes|came) from\b"
    ),
    "ru": re.compile(
        r"(?:эти |все |такие )?(?:данные|цифры|сведения|статистику|статистика|цены"
        r"|информацию)\b.{0,40}"
        r"\b(?:собира|собран|собрал|взят|предоставл|предоставил|привод|приведен|публику)\w*"
    ),
    "uz": re.compile(
        r"(?:bu |ushbu |barcha )?(?:ma'lumotlar|raqamlar|narxlar|ko'rsatkichlar"
        r"|ma'lumot)\b.{0,110}"
        r"\b(?:yig'il|to'plan|olin|jamlan|taqdim et)\w*$"
    ),
    "uz-Cyrl": re.compile(
        r"(?:бу |ушбу |барча )?(?:маълумотлар|рақамлар|нархлар|кўрсаткичлар"
        r"|маълумот)\b.{0,110}"
        r"\b(?:йиғил|тўплан|олин|жамлан|тақдим эт)\w*$"
    ),
}
