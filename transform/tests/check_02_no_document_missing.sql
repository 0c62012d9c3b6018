-- 2. No document missing: every journal holds the numbers 1 to its last one, each once.
-- A row is a journal with more or fewer documents than Octopus says, or with a number beyond.
-- An emptied document has no lines in the ledger, but keeps its number: it is found among the
-- purchases and sales, or the bank and sundry documents, without lines. Where a journal does not
-- begin at 1, take its first number into account.
with emptied as (
  {%- for papers, lines in [
    ('live_buysell_bookings', 'trade_lines'), ('live_financialdivers_bookings', 'statement_lines')
  ] %}
  select p.dossier_id, p.bookyear_id, p.journal_key, p.document_sequence_nr
  from {{ ref(papers) }} as p
  left join {{ ref(lines) }} as l
    on l.dossier_id = p.dossier_id
    and l.bookyear_id = p.bookyear_id
    and l.journal_key = p.journal_key
    and l.document_sequence_nr = p.document_sequence_nr
  where l.dossier_id is null
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

documents as (
  select distinct dossier_id, bookyear_id, journal_key, document_sequence_nr
  from (
    select dossier_id, bookyear_id, journal_key, document_sequence_nr
    from {{ ref('general_ledger') }}
    union all
    select dossier_id, bookyear_id, journal_key, document_sequence_nr from emptied
  ) as every_one
),

found as (
  select
    dossier_id,
    bookyear_id,
    journal_key,
    count(*) as documents,
    max(document_sequence_nr) as last_document_nr
  from documents
  group by dossier_id, bookyear_id, journal_key
),

compared as (
  select
    j.dossier_id,
    j.bookyear_id,
    j.journal_key,
    j.last_booked_document_nr,
    coalesce(f.documents, 0) as documents,
    coalesce(f.last_document_nr, 0) as last_document_nr
  from {{ ref('live_journals') }} as j
  left join found as f
    on f.dossier_id = j.dossier_id
    and f.bookyear_id = j.bookyear_id
    and f.journal_key = j.journal_key
)

select
  c.*,
  {{ tap_octopus.say(
    "'Journal '", 'c.journal_key', "' in bookyear '", 'c.bookyear_id', "' of dossier '",
    'c.dossier_id', "' has '", 'c.documents', "' documents up to number '", 'c.last_document_nr',
    "'; Octopus says that the last is '", 'c.last_booked_document_nr',
    "'. Look through its numbers: one is missing, or was deleted in Octopus since.'"
  ) }} as message
from compared as c
where documents <> last_booked_document_nr or last_document_nr <> last_booked_document_nr
