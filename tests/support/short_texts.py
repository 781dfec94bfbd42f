"""One short text in each language."""

TEXTS = {
    "en": "The old bridge in the town was opened again. Engineers repaired its arch in two years. "
    "The repair cost less than planned. Buses will cross the bridge from Monday. "
    "Lorries must take the ring road.",
    "ru": "Старый мост в городе снова открыли. Инженеры чинили его арку два года. "
    "Ремонт обошёлся дешевле плана. Автобусы поедут по мосту с понедельника. "
    "Грузовики должны ехать в объезд.",
    "uk": "Старий міст у місті знову відкрили. Інженери лагодили його арку два роки. "
    "Ремонт обійшовся дешевше за план. Автобуси поїдуть мостом із понеділка. "
    "Вантажівки мають їхати в об'їзд.",
    "de": "Die alte Brücke der Stadt ist wieder offen. Ingenieure reparierten den Bogen lange. "
    "Die Reparatur kostete weniger als geplant. Busse fahren ab Montag über die Brücke. "
    "Lastwagen müssen die Ringstraße nehmen.",
    "es": "El viejo puente de la ciudad se abrió de nuevo. Los ingenieros repararon el arco. "
    "La obra costó menos de lo previsto. Los autobuses cruzarán el puente desde el lunes. "
    "Los camiones deben usar la ronda.",
    "fr": "Le vieux pont de la ville a rouvert. Les ingénieurs ont réparé son arche en deux ans. "
    "Les travaux ont coûté moins que prévu. Les bus passeront sur le pont dès lundi. "
    "Les camions doivent prendre la rocade.",
    "zh": "城里的老桥今天重新开放了。工程师用两年时间修好了桥拱。修理费用比计划的少。"
    "公交车从星期一开始过桥。卡车必须走环城公路。",
    "ja": "町の古い橋が今日ふたたび開通した。技術者たちは二年かけてアーチを修理した。"
    "修理の費用は計画より少なかった。バスは月曜日から橋を渡る。トラックは環状道路を通る。",
    "uz": "Shahardagi eski ko‘prik yana ochildi. Muhandislar uning ravog‘ini ikki yil ta’mirladi. "
    "Ta’mirlash rejadan arzonga tushdi. Avtobuslar ko‘prikdan dushanbadan qatnaydi. "
    "Yuk mashinalari aylanma yo‘ldan yuradi.",
}
