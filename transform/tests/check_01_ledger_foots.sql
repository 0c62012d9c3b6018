-- 1. Ledger foots: debit equals credit in every document, and so in every bookyear and dossier.
-- A row is a document that does not add up to 0.00, and by how much.
with documents as (
  select
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    sum(booking_amount) as balance
  from {{ ref('general_ledger') }}
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
)

select
  d.*,
  {{ tap_octopus.document_of('d') }} || {{ tap_octopus.say(
    "': debit and credit differ by '", 'd.balance',
    "'. Compare it with Octopus line by line: one is missing, doubled or changed.'") }} as message
from documents as d
where balance <> 0
