"""Words that mean one thing in both languages: what is counted, and what happened to it.

Each line is a concept with the beginnings of words for it, `$` after a word that must end there. A short list of what
newspapers count and report, not a dictionary: a word that is missing only leaves the comparison to the words
themselves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.reading.word_sets import word_set

_LINES = """
person: mensch person people$ persons$ leute bewohner anwohner resident islander mann$ männer men$ frau$ frauen
person: woman women kind$ kinder child
dead: tot$ tote getötet todesopfer opfer$ opfern$ gestorben starb sterben leben$ umgekommen umkam verunglückt
dead: verstorb dead died dies$ death killed kill victim fatalit toll$ lives$ perished ertrunk ertrank
dead: drowned verendet verende
dead: leiche leichnam bodies body$ corpse
injured: verletz verwund injur hurt$ wounded
missing: vermiss missing$
rescued: gerettet rettet rescued saved
arrested: festgenommen festnahm verhaftet arrest detained
evacuated: evaku evacuat
homeless: obdachlos homeless
demonstrator: demonstr protest kundgebung marsch march$ marched marchers rally
visitor: besuch gäste gästen zuschauer publikum visit guest spectator attend audience crowd
participant: teilnehm teilnahm participant participat took$ runner läufer starter entrant
passenger: passagier fahrgast fahrgäst reisende passenger insass aboard$
worker: arbeiter beschäftigt mitarbeiter arbeitsplätze arbeitsplatz stellen$ jobs$ job$ worker employ staff$
worker: personal$ belegschaft arbeitskräfte
fired: entlass entläss kündig abbau gestrichen streich laid$ lay$ laying$ layoff redundan cut$ cuts$ cutting$
student: student studier schüler pupil undergraduate
member: mitglied member
voter: wähler stimmen$ votes$ voter voted$ vote$
inhabitant: einwohner inhabitant population bevölkerung
soldier: soldat soldier troop truppen
patient: patient
refugee: flüchtling geflüchtet refugee migrant asylum asyl
prisoner: häftling gefangene insasse inmate prisoner convict
hostage: geisel hostage
teacher: lehrer lehrkr teacher
police: polizist polizeibeamt policem officer$ officers$
fighter: feuerwehrl firefight firem
doctor: arzt$ ärzt doctor$ doctors$ physician
user: nutzer abonnent user subscri kunde customer client
seat: sitz$ sitze$ mandat seat$ seats$
place: platz$ plätze$ plätzen$ places$ capacity fassungsvermögen
signature: unterschrift signature
shop: laden$ läden geschäft$ geschäfte filiale shop$ shops$ store$ stores$ branch outlet
company: firma$ firmen betrieb unternehmen company companies firm$ firms$ business
school: schule$ schulen$ school$ schools$
bed: bett$ betten$ bed$ beds$
bridge: brücke bridge
train: zug$ züge$ zügen$ train$ trains$
bus: bus$ busse$ bussen$ bus$ buses$
plane: flugzeug maschine plane$ planes$ aircraft jet$ jets$ airliner
flight: flug$ flüge$ flügen$ flight
bomb: bombe bomb
shot: schuss schüsse schüssen shot$ shots$
copy: exemplar auflage copy$ copies$
horse: pferd horse
pig: schwein pig$ pigs$
bird: vogel vögel bird
dog: hund$ hunde$ hunden$ dog$ dogs$
wolf: wolf$ wölfe wolves
house: haushalt household home$ homes$ haus$ häuser gebäude house$ houses$ building
flat: wohnung flat$ flats$ apartment
tree: baum$ bäume bäumen tree
planted: pflanz gepflanzt planted planting
felled: gefällt felled$ cut$ chopped
car: auto$ autos$ wagen pkw$ fahrzeug car$ cars$ vehicle
ship: schiff boot$ boote ship$ ships$ boat vessel
book: buch$ bücher bände$ bänden$ book$ books$ volume
body: leiche leichnam bodies body$ corpse
animal: tier$ tiere animal
sheep: schaf sheep$
cattle: kühe kuh$ rinder cow$ cows$ cattle
day: tag$ tage tagen$ day$ days$
cost: kost kostet gekostet teuer preis$ cost price$ priced ausgab ausgegeben ausgaben spent spend paid$ zahlte
cost: bezahlt gezahlt pay$ kaufpreis
damage: schaden schäden sachschaden damage loss$ verlust
loss: verlust loss$ losses$ minus
profit: gewinn$ überschuss profit
revenue: umsatz umsätze erlös revenue turnover sales$ takings
debt: schulden debt verschuld
investment: invest
grant: zuschuss förder fördermittel grant subsid
donation: spende gespendet spendete donat
fine: bußgeld geldstrafe strafe fine$ fined$
ransom: lösegeld ransom
fare: fahrkarte karte$ ticket fahrpreis eintritt$ fare admission miete rent$ rents$ gebühr porto
wage: lohn$ löhne gehalt gehält wage salar
prize: preisgeld dotiert prize
steal: stehl stahl$ gestohlen raub geraubt beute erbeutet stole steal robbed robber took$ loot theft diebstahl
spill: auslief ausgelaufen läuft spill spilt leak
born: geboren geburt born$ birth
build: fertig fertiggestellt vollendet bauzeit umbau umgebaut completed finished
build: bau$ bauen baut bauten gebaut erbaut errichte build built construct entsteh bauauftrag erected
open: eröffn öffne einweih eingeweiht open inaugurat
close: schließ geschlossen schloss close$ closed$ closing closure shut
found: gegründ gründung gründete gründer found$ founded foundation establish
discover: entdeck gefunden fand$ discover found$ unearth
invent: erfunden erfand erfinder erfindung invent
design: entworfen entwarf entwurf entwürfe design gestaltet architekt
write: geschrieben schrieb schreib autor verfass verfasst write wrote written author penned
compose: komponi compose
paint: gemalt malte maler painted$ painter
win: gewann gewinn gewonnen sieg$ siegt siegte sieger win$ wins$ won$ winner winning victory
score: tor$ treffer erzielt schoss geschossen goal scored scorer
lead: leite leiter leitung chef geleitet führt lead leads led$ head$ heads$ headed director
succeed: nachfolg succe
elect: gewählt wahl$ wählte elect
resign: rücktritt zurückgetreten trat$ resign stepped$ quit$
own: eigentümer besitz gehört own$ owns$ owner
buy: gekauft kaufte erwarb erworben käufer kauf$ buy$ bought buyer purchase acquire
sell: verkauf sold$ sell
start: begonnen begann beginn begin start anfang
marry: heirat verheirat hochzeit getraut marri marry$ wed$ wedding
kin: bruder brüder schwester sohn$ söhne tochter töchter vater$ mutter$ ehefrau ehemann witwe$
kin: widow uncle$ aunt$ nephew niece grandson
kin: onkel$ tante$ neffe nichte$ enkel brother sister son$ sons$ daughter father$ mother$ wife$ husband
jail: gefängnis haftanstalt justizvollzugsanstalt jva$ zuchthaus haft$ freiheitsstrafe jail prison sentenced verurteilt
flee: geflohen flohen floh$ flucht flüchtete entkam ausbruch ausgebrochen escap fled$ flee
ban: verbot verbiet ban$ bans$ banned prohibit
end: endet beendet ende$ end$ ended ends$ finish
crash: unfall unglück zusammenstoß kollision crash accident collision derail entgleis prall
fire: brand$ brände feuer$ brannte verbrannt fire$ fires$ blaze burn
burn: brannte verbrannt burn
flood: überflut überschwemm hochwasser flood vollgelaufen liefen$
sink: gesunken sank$ sinken untergang sink sunk
burst: gebrochen brach$ bruch$ burst$ broke$
earthquake: erdbeben beben$ earthquake quake
explosion: explosion explodier explod
fly: flog$ flogen$ flieg geflogen fly$ flew$ flown$ flies$ flight
run: run$ runs$ ran$ running$
hold: halten$ hielt gehalten hold holds$ held$
meet: treffen$ traf$ trafen$ getroffen meet met$
catch: fangen$ fing$ fingen$ gefangen catch caught$
abolish: abgerissen abriss abreiß demolish
rename: umbenannt rename
die_of: gestorben starb tod$ died$ death$
"""


_STROKES = str.maketrans("øłđð", "oldd")  # letters of their own to Unicode


# The words of an article are held against those of a question one by one, and mostly are the same few thousand.
@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Return a text in lower case without diacritics, umlauts as their base letters, ß as ss."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _read() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], int]:
    whole: dict[str, set[str]] = {}
    begins: dict[str, set[str]] = {}
    for line in folded(_LINES).strip().splitlines():
        concept, _, words = line.partition(":")
        for word in words.split():
            (whole if word.endswith("$") else begins).setdefault(word.rstrip("$"), set()).add(concept)
    longest = max(map(len, begins))
    return (
        {word: frozenset(found) for word, found in whole.items()},
        {word: frozenset(found) for word, found in begins.items()},
        longest,
    )


_WHOLE, _BEGINS, _LONGEST = _read()
_SHORTEST = min(map(len, _BEGINS))
_WORD = re.compile(r"[^\W\d_]+")

_SEPARABLE = word_set("ab an auf aus ein fest los nieder um unter vor weg zu zusammen")

# Concepts of people; "Menschen" and "people" may be any of them.
PEOPLE = word_set(
    "person dead injured missing rescued arrested evacuated homeless demonstrator visitor participant "
    "passenger worker fired prisoner hostage teacher police fighter doctor user student member voter inhabitant "
    "soldier patient refugee"
)
ANIMALS = word_set("horse pig bird dog wolf sheep cattle")
# What befell those who are counted: a count of one is not a count of another.
FATES = word_set("dead injured missing rescued arrested evacuated homeless fired planted felled demonstrator")
# A count of these is none of people in general.
HARMS = word_set("dead injured missing rescued arrested evacuated")
# What money is paid, lost or won for.
MONEY = word_set("cost damage profit revenue debt grant donation fine ransom wage prize steal loss investment")
# Figures that a later article gives anew without being wrong, unless both name the time.
VARIABLE = word_set(
    "visitor participant worker student member inhabitant patient refugee fare debt profit revenue wage loss "
    "soldier demonstrator voter prisoner teacher police user doctor shop company school"
)


@lru_cache(maxsize=4096)
def concepts_of(word: str) -> frozenset[str]:
    """Return the concepts that one word belongs to; none for most words.

    Args:
        word: In any case, of either language.
    """
    plain = folded(word)
    found = set(_WHOLE.get(plain, ()))
    for length in range(_SHORTEST, min(_LONGEST, len(plain)) + 1):
        found |= _BEGINS.get(plain[:length], frozenset())
    return frozenset(found)


def concepts_in(text: str) -> frozenset[str]:
    """Return the concepts of all words of a text, and of German verbs whose first part stands at its end."""
    words = _WORD.findall(text)
    if words and words[-1] in _SEPARABLE:  # "Dort kamen 1.300 Schweine um": umkamen
        words += [words[-1] + word for word in words[:-1] if word[0].islower()]
    return frozenset().union(*map(concepts_of, words))
