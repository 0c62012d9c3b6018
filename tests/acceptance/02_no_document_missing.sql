-- 2. No document missing: every journal holds the numbers 1 to its last one, each once.
-- A row is a journal with more or fewer documents than Octopus says, or with a number beyond.
-- Where to look: the numbers of that journal; one is missing, or was deleted in Octopus since.
-- An emptied document has no lines in the ledger, but keeps its number: it is found among the
-- purchases and sales, or the bank and sundry documents, without lines. Where a journal does not
-- begin at 1, take its first number into account.
with documents as (
  select dossier_id, bookyear_id, journal_key, document_sequence_nr
  from live.bookings
  union
  select dossier_id, bookyear_id, journal_key, document_sequence_nr
  from live.buysell_bookings
  where cardinality(booking_lines) = 0
  union
  select dossier_id, bookyear_id, journal_key, document_sequence_nr
  from live.financialdivers_bookings
  where cardinality(booking_lines) = 0
),
found as (
  select dossier_id, bookyear_id, journal_key,
    count(*) as documents, max(document_sequence_nr) as last_document_nr
  from documents
  group by dossier_id, bookyear_id, journal_key
)
select j.dossier_id, j.bookyear_id, j.journal_key, j.last_booked_document_nr,
  coalesce(f.documents, 0) as documents, coalesce(f.last_document_nr, 0) as last_document_nr
from live.journals as j
left join found as f
  on f.dossier_id = j.dossier_id
  and f.bookyear_id = j.bookyear_id
  and f.journal_key = j.journal_key
where coalesce(f.documents, 0) <> j.last_booked_document_nr
  or coalesce(f.last_document_nr, 0) <> j.last_booked_document_nr
