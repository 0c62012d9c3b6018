"""The words of Octopus' texts that a log may show: those of its API and of its error texts.

A free text of Octopus may name a customer, an amount or a user. So only these words are shown, and
no value of the books or of the account can be among them.
"""

from __future__ import annotations

import functools
import json
import re
from importlib import resources

COMMON = """
a about above access account accounts action active added after again all allowed already amount
amounts an and another any api are argument arguments as at attempt attempts authentication
authorization authorized available bad balance balanced balancing balancings bank base be because
been before begin below between beyond blocked body book booked booking bookings bookyear bookyears
boolean both bound but by call calls can cannot cause caused centre change changed changes character
characters check client clients close closed code codes column comment concurrent configuration
connect connected connecting connection connections contain contains content convert corporation
cost could count created credit currency custom customer customers daily data database date dates
day days deadlock debet debit decimal declarant default delete deleted delivery denied deserialize
detail details did disabled divers document documents does dossier dossiers double due duplicate
during each element empty enabled end entity entries entry error errors exceed exceeded exceeds
exception exist existing exists expected expiration expired expiry export failed failure false field
fields file files financial first follow following follows for forbidden format found from function
general get given group groups had handle has have header headers higher if illegal in inactive
incorrect input insert insufficient integer intended internal into invalid invoice invoices is it
item items journal journals json key keys kind language last later length less level limit limited
limits line lines list lists locale lock locked log login logins long lookup lower malformed
mandatory many maximum may media message method minimum missing modification modified module modules
more most must name named names negative new next no none not note notes nothing null number numbers
object of office on one only open opened operation operations or order other out outside overflow
parameter parameters parse parsed password path payment payments peppol per percentage period
periods permission permissions permitted persist persistence please position positive possible post
present previous problem process processing product products property protected provided purchase
purchases query quota range rate reached read reason received record records reference refused
reject rejected relation relations remote removed report request requested requests required
resource response result results retry return returned right rights role row rows sale sales same
sample save saved schema search section see select sell sent sequence serialize server service
session settings should size software start starts state status string subject sum supplier
suppliers supported system table temporarily temporary text than that the their then there this
throttled time timed timeout times timestamp to today together token tokens too total transaction
true try two type types unable unauthorized unavailable unbalanced unexpected unique unit unknown
unrecognized unsupported until update updated url use used user users valid validation value values
vat version violation wait was web were what when where which while will with within without wrong
year years yet you your
"""

DUTCH_AND_FRENCH = """
aan aantal acces accord administratie al appels au aucun aucune autorise avec bedrag bereikt bestaat
bijlage bloque boekhouding boeking boekingen boekjaar boekjaren btw cette champ code compte
connexion connexions dag dagboek dagboeken dans date datum de des desactive deze dit documentnummer
doit dossier droits du een en er est et exercice existe expire facture facturen factures factuur
ferme fournisseur fout geblokkeerd geboekt gebruiker geen geldig gesloten gevonden geweigerd
gewijzigd hebt heeft het inconnu incorrect ingevuld interdit introuvable invalide is jeton jour
journal kan klant klanten la le leeg les leverancier leveranciers limiet limite manquant manque
maximal maximum meer met module moet montant naam ne niet nom nombre non numero nummer nummers of om
onbekend ongeldig ongeldige op oproep oproepen opslaan ou par parameter parametre pas per periode
periodes plus pour precedent rechten reeds refuse rekening relatie relaties relation requete requis
suit sur te teveel toegang toegelaten trop trouve uitgeschakeld un une utilisateur valable valeur
valide van verbindingen verkeerd verlopen verplicht vide voor vorige vous waarde wachtwoord wordt
"""

FURTHER_NAMES = """
accepted accounting address alias allocation approval archived article attachment audit author
automatic bic billing block branch budget building calculation calendar cancelled card category
certificate channel charge city class classification collection commission communication company
completed conditions contact contract conversion country creation creator culture department deposit
depreciation digital direction discount display district domain draft due editable electronic
employee enterprise establishment event exchange exempt extended external fiscal fixed flag folder
free full gross hash hidden history house iban identification identifier import index info
information initial installment intrastat issue issuer label legal link local location mail main
manual mask master matched matching member merchant mobile mode model month net node option origin
original owner package page paid parent part participant partner person phone place plan platform
postal priority private processed profile project quantity reconciled region registered registration
remaining reminder residual reverse revision scale scheme send sender sending series settlement
shipping short sign signature sort source special standard statement step stock structured sub
supply swift symbol sync tag target task tax tenant term terms third title trade transfer unpaid
uuid validated validity variant vendor viewed visible warehouse weight workflow zone
"""

CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


@functools.cache
def allowed_words() -> frozenset[str]:
    """Return all words that may be shown, in lower case."""
    ours = set(f"{COMMON} {DUTCH_AND_FRENCH} {FURTHER_NAMES}".split())
    for file in resources.files("tap_octopus.schemas").iterdir():
        if file.name.endswith(".json"):
            ours |= _words_of_paths(json.loads(file.read_text(encoding="utf-8")))
    return frozenset(ours)


def is_allowed_name(text: str) -> bool:
    """Return whether the name of a field may be shown: whether it consists of allowed words."""
    words = CAMEL.findall(text)
    return "".join(words) == text.replace("_", "") and all(
        word.lower() in allowed_words() for word in words
    )


def _words_of_paths(schema: object) -> set[str]:
    found: set[str] = set()
    if isinstance(schema, dict):
        paths = [schema.get("x-octopus-path") or "", *schema.get("x-octopus-ignored", ())]
        found |= {word.lower() for path in paths for word in CAMEL.findall(path)}
        for inner in schema.values():
            found |= _words_of_paths(inner)
    return found
