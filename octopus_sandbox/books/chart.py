"""The chart of accounts, after the Belgian minimum system (MAR, PCMN), in Dutch and French."""

from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.habits import SPLIT_VAT_ACCOUNTS, Habits
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.vat import BUY, SELL


class Account(NamedTuple):
    """An account of the chart.

    `only` says which dossiers have it; spare ones all have, but nothing is booked on them and they
    may be deleted.
    """

    number: int
    dutch: str
    french: str
    only: str = ""


LATER = Account(613400, "Erelonen informatica", "Honoraires informatiques")
"""An account that only exists from the second bookyear on."""
BEFORE_LATER = 613200
"""Where its costs were booked before."""
HALF_DEDUCTIBLE = 612000
"""Car costs, of which half of the VAT can be deducted."""

PRIVATE = 100900
"""What a sole trader takes out and puts in."""
_ACCOUNTS = """
10000|Debiteuren wegens zekerheden|Débiteurs pour garanties
11000|Crediteuren wegens zekerheden|Créanciers pour garanties
100000|Geplaatst kapitaal|Capital souscrit|company
100000|Eigen vermogen|Capitaux propres|person
100900|Privérekening|Compte privé|person
101000|Niet opgevraagd kapitaal|Capital non appelé|spare
130000|Wettelijke reserve|Réserve légale|company
133000|Beschikbare reserves|Réserves disponibles|spare
140000|Overgedragen winst|Bénéfice reporté|company
141000|Overgedragen verlies|Perte reportée|company
150000|Kapitaalsubsidies|Subsides en capital|spare
160000|Voorziening voor pensioenen|Provisions pour pensions|spare
173000|Kredietinstellingen meer dan een jaar|Etablissements de crédit à plus d'un an
211000|Concessies, octrooien, licenties|Concessions, brevets, licences|spare
230000|Installaties, machines en uitrusting|Installations, machines et outillage
230009|Geboekte afschrijvingen installaties|Amortissements actés installations|mar
230900|Geboekte afschrijvingen installaties|Amortissements actés installations|four digits
240000|Meubilair en rollend materieel|Mobilier et matériel roulant
240009|Geboekte afschrijvingen meubilair|Amortissements actés mobilier|mar
240900|Geboekte afschrijvingen meubilair|Amortissements actés mobilier|four digits
288000|Borgtochten betaald in contanten|Cautionnements versés en numéraire|spare
300000|Grondstoffen|Matières premières|spare
340000|Handelsgoederen|Marchandises
400000|Klanten|Clients
404000|Op te stellen facturen|Produits à recevoir|spare
406000|Vooruitbetalingen|Acomptes versés|spare
407000|Dubieuze debiteuren|Créances douteuses|spare
411000|Terugvorderbare btw|T.V.A. à récupérer
411200|Rekening-courant btw te ontvangen|Compte courant T.V.A. à recevoir
416000|Diverse vorderingen|Créances diverses
430000|Leningen kredietinstellingen|Emprunts établissements de crédit|spare
440000|Leveranciers|Fournisseurs
444000|Te ontvangen facturen|Factures à recevoir
450000|Geraamde belastingen|Dettes fiscales estimées|company
451000|Te betalen btw|T.V.A. à payer
451200|Rekening-courant btw te betalen|Compte courant T.V.A. à payer
453000|Ingehouden voorheffingen|Précomptes retenus
454000|Rijksdienst Sociale Zekerheid|Office National de Sécurité Sociale
455000|Bezoldigingen|Rémunérations
456000|Vakantiegeld|Pécules de vacances|spare
489000|Andere diverse schulden|Autres dettes diverses|spare
490000|Over te dragen kosten|Charges à reporter|spare
491000|Verkregen opbrengsten|Produits acquis|spare
492000|Toe te rekenen kosten|Charges à imputer|spare
493000|Over te dragen opbrengsten|Produits à reporter|spare
499000|Wachtrekening|Compte d'attente
550000|Bank rekening-courant|Banque compte courant
551000|Bank spaarrekening|Banque compte d'épargne
570000|Kas|Caisse
580000|Interne overboekingen|Virements internes
588888|Tegenrekening opening|Contrepartie ouverture
600000|Aankopen van grondstoffen|Achats de matières premières
604000|Aankopen van handelsgoederen|Achats de marchandises
608000|Ontvangen kortingen|Remises obtenues|spare
609000|Voorraadwijzigingen|Variations des stocks|spare
610000|Huur en huurlasten|Loyers et charges locatives
610100|Onderhoud en herstelling gebouwen|Entretien et réparation bâtiments
612000|Autokosten|Frais de voiture
612300|Kantoorbenodigdheden|Fournitures de bureau
613200|Erelonen en vergoedingen|Honoraires et rétributions
614000|Publiciteit|Publicité|spare
616300|Reis- en verblijfkosten|Frais de déplacement|spare
620200|Bezoldigingen bedienden|Rémunérations employés
621000|Werkgeversbijdragen|Cotisations patronales
616400|Restaurantkosten|Frais de restaurant
623000|Andere personeelskosten|Autres frais de personnel|spare
630200|Afschrijvingen materiële vaste activa|Amortissements immobilisations corporelles
634000|Waardevermindering vorderingen|Réductions de valeur créances
640000|Bedrijfsbelastingen|Taxes d'exploitation
642000|Minderwaarden op vorderingen|Moins-values sur créances
650000|Kosten van schulden|Charges des dettes|spare
654000|Wisselresultaten (kosten)|Différences de change (charges)
657000|Diverse financiële kosten|Charges financières diverses
670000|Belastingen op het resultaat|Impôts sur le résultat|company
692000|Toevoeging aan de reserves|Dotation aux réserves|company
693000|Over te dragen winst|Bénéfice à reporter|company
700000|Verkopen binnenland|Ventes en Belgique
701000|Verkopen Europese Unie|Ventes Union européenne
702000|Verkopen buiten de Unie|Ventes hors Union
705000|Dienstprestaties|Prestations de services
708000|Toegekende kortingen|Remises accordées
740000|Bedrijfssubsidies|Subsides d'exploitation|spare
743000|Diverse bedrijfsopbrengsten|Produits d'exploitation divers
754000|Wisselresultaten (opbrengsten)|Différences de change (produits)
757000|Diverse financiële opbrengsten|Produits financiers divers|spare
793000|Over te dragen verlies|Perte à reporter|company
"""

_DEFAULT_PURCHASE = {600000: "21", 604000: "21", 240000: "I21"}
_DEFAULT_SALE = {700000: "21", 705000: "21", 701000: "EU", 702000: "EXP"}
_DIRECT_COSTS, _SERVICES_END = 600000, 620000


def _parsed(text: str) -> Account:
    number, *names = text.split("|")
    return Account(int(number), *names)


_ALL = tuple(_parsed(text) for text in _ACCOUNTS.strip().splitlines())
ESSENTIAL = frozenset(
    {account.number for account in (*_ALL, LATER) if account.only != "spare"}
    | {*SPLIT_VAT_ACCOUNTS.values()}
)
"""Accounts that the books cannot do without."""


def chart(habits: Habits) -> list[Account]:
    """Give the accounts that every bookyear of a dossier has."""
    has = {
        "",
        "spare",
        "person" if habits.sole_trader else "company",
        "four digits" if habits.four_digits else "mar",
    }
    split = [
        Account(number, f"Btw rooster {grid}", f"T.V.A. grille {grid}", "split")
        for grid, number in habits.vat_accounts.items()
    ]
    return [*(account for account in _ALL if account.only in has), *split]


def account_record(bookyear: int, account: Account, profile: Profile) -> Record:
    """Write an account as the API does."""
    number, codes = account.number, profile.codes
    record: Record = {
        "accountKey": {"bookyearKey": {"id": bookyear}, "id": number},
        "costCentreType": 2 if profile.cost_centres and number >= _DIRECT_COSTS else 0,
        "description": {
            "description_EN": "",
            "description_FR": account.french,
            "description_NL": account.dutch,
        },
        "fiscProfessionalPercentage": 100.0,
        "fiscRecupPercentage": 75.0 if number == HALF_DEDUCTIBLE else 100.0,
    }
    if _DIRECT_COSTS <= number < _SERVICES_END or number in _DEFAULT_PURCHASE:
        record["purchaseVatCode"] = codes[_DEFAULT_PURCHASE.get(number, "D21"), BUY].code
    if number in _DEFAULT_SALE:
        record["salesVatCode"] = codes[_DEFAULT_SALE[number], SELL].code
    record["vatRecupPercentage"] = 50.0 if number == HALF_DEDUCTIBLE else 100.0
    return record
