"""The rule for what is live (design section 3), as SQL over any warehouse's tables."""

from tests.support.contract import BEHIND_LEDGER, DOCUMENT, DOCUMENTS, WITH_DELETIONS

NOT_OUTDATED = """
  not exists (
    select 1 from {schema}.sync_status s
    where s.dossier_id = t.dossier_id and s.stream = '{table}' and t.synced_at < s.valid_from)"""

NOT_DELETED = "\n  and t._sdc_deleted_at is null"

NEWEST_OF_ITS_DOCUMENT = """
  and not exists (
    select 1 from {schema}.bookings newer
    where {newer} and newer.synced_at > t.synced_at)
  and not exists (
    select 1 from {schema}.deleted_booking_documents gone
    where {gone} and gone.synced_at > t.synced_at)"""

NOT_DELETED_SINCE = """
  and not exists (
    select 1 from {schema}.deleted_booking_documents gone
    where {gone} and gone.synced_at > t.synced_at and gone.reason is distinct from 'emptied')"""

BY_KEY = ("dossier_id", "bookyear_id", "journal_key", "document_sequence_nr")

OF_THE_NEWEST_READ = "t.synced_at = (select max(synced_at) from {schema}.dossiers)"


def live(table: str, schema: str) -> str:
    """Write the query that gives the live rows of a table."""
    return f"select t.* from {schema}.{table} t where {_rule(table, schema)}"  # noqa: S608 - ours


def _rule(table: str, schema: str) -> str:
    if table == "dossiers":
        return OF_THE_NEWEST_READ.format(schema=schema)
    rule = NOT_OUTDATED.format(schema=schema, table=table)
    if table in WITH_DELETIONS:
        rule += NOT_DELETED
    if table in BEHIND_LEDGER:
        names = BY_KEY if table in DOCUMENTS else DOCUMENT
        rule += NOT_DELETED_SINCE.format(schema=schema, gone=_same("gone", names))
    if table == "bookings":
        rule += NEWEST_OF_ITS_DOCUMENT.format(
            schema=schema, newer=_same("newer"), gone=_same("gone")
        )
    return rule


def _same(other: str, names: tuple[str, ...] = DOCUMENT) -> str:
    return " and ".join(f"{other}.{column} = t.{column}" for column in names)
