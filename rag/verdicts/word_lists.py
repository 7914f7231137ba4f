"""Words that count for nothing, or for much, when a claim is set against its source. Data only."""

from __future__ import annotations

from rag.reading.word_sets import word_set

# Words that a claim may add: they say nothing that a reader could check.
LIGHT = {
    "de": word_set(
        "insgesamt dabei demnach damit somit zudem außerdem jedoch allerdings nun inzwischen dort hier wurde "
        "wurden worden gab gibt lag lagen liegt liegen betrug betrugen beträgt betragen belief beliefen handelt "
        "handelte es fand fanden statt davon dadurch bzw sowie beim jeweils genau etwa rund circa ca ungefähr "
        "schließlich wobei jene jener jenes folgende folgenden genannt laut artikel bericht quelle angegeben"
    ),
    "en": word_set(
        "also however thus therefore there total amounted totalled totaled which about around approximately "
        "roughly some moreover additionally article source well being respectively namely exactly"
    ),
}
# Function words that the stop lists of the index lack.
FUNCTION = {
    "de": word_set(
        "dass ob ab seit laut pro sowie deren dessen wobei worden wer wen wem wessen sei seien habe hätte hätten "
        "wäre wären ihn ihm ihnen ihr ihre ihrem ihren ihrer ihres sein seine seinem seinen seiner seines etwa "
        "außer gegenüber je zur zum beim vom ins ans am im ebenfalls ebenso beide darunter dazu dafür dagegen "
        "daran darauf daraus darin darüber davor hierbei hiermit bereits schon noch erst sogar bis durch für "
        "gegen ohne um nach vor während wegen trotz"
    ),
    "en": word_set(
        "has have had having its it he she they we i you his her hers him them their theirs our my your who whom "
        "whose which what when where while do does did can could would will shall should may might must been were "
        "am being than so such up out into from after before between during under over again more most other any "
        "own same too very just here about me us upon per within without among amongst because both either "
        "neither nor how why until unless since although though against across along off down until till via yet "
        "still even ever not never cannot"
    ),
}
# What a claim that holds a quote may say of it: the quote shows that it was said.
SPEECH = {
    "de": word_set(
        "heißt sagt sagte sagten erklärt erklärte schreibt schrieb steht berichtet berichtete meldet meldete "
        "teilte zitiert"
    ),
    "en": word_set(
        "say says said saying state states stated write writes wrote read reads report reports reported told "
        "quoted according added"
    ),
}
# What a claim adds with these, its source must say: they widen a statement to all cases or narrow it to one.
SWEEPING = {
    "de": word_set(
        "alle allen aller alles sämtliche jeder jede jedes jedem jeden immer stets nur ausschließlich einzig "
        "beide beiden nie niemals meisten erstmals erneut wieder"
    ),
    "en": word_set("all every everyone always only both never most entirely solely exclusively each"),
}
# Words behind which an order begins as it does at the head of a sentence.
ORDERING = word_set("bitte und dann zuerst nur immer please and then first always only")
