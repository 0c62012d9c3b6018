-- 1. Ledger foots: debit equals credit in every document, and so in every bookyear and dossier.
-- A row is a document, bookyear or dossier that does not add up to 0.00, and by how much.
-- Where to look: the document in Octopus, line by line; a line is missing, doubled or changed.
with documents as (
  select dossier_id, bookyear_id, journal_key, document_sequence_nr, sum(booking_amount) as balance
  from live.bookings
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
),
bookyears as (
  select dossier_id, bookyear_id, sum(balance) as balance
  from documents
  group by dossier_id, bookyear_id
),
dossiers as (
  select dossier_id, sum(balance) as balance
  from bookyears
  group by dossier_id
)
select 'document' as what, dossier_id, bookyear_id, journal_key, document_sequence_nr, balance
from documents
where balance <> 0
union all
select 'bookyear', dossier_id, bookyear_id, null, null, balance
from bookyears
where balance <> 0
union all
select 'dossier', dossier_id, null, null, null, balance
from dossiers
where balance <> 0
