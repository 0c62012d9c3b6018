-- Every journal holds the numbers 1 to its last one. An emptied document has no lines in the ledger
-- but keeps its number: it is found among the documents, without lines.
with emptied as (
  {%- for documents, lines in [
    ('live_buysell_bookings', 'trade_lines'), ('live_financialdivers_bookings', 'statement_lines')
  ] %}
  select e.dossier_id, e.bookyear_id, e.journal_key, e.document_sequence_nr
  from {{ ref(documents) }} as e
  left join {{ ref(lines) }} as l
    on l.dossier_id = e.dossier_id
    and l.bookyear_id = e.bookyear_id
    and l.journal_key = e.journal_key
    and l.document_sequence_nr = e.document_sequence_nr
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
  where left(j.journal_key, 1) in ('A', 'V', 'F', 'D')
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    bookyear_id='c.bookyear_id',
    journal_key='c.journal_key',
    document_sequence_nr='c.last_document_nr',
    subject='c.journal_key',
    amount='c.documents',
    expected='c.last_booked_document_nr'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check('document_missing') }} as d on d.dossier_id = c.dossier_id
where c.documents <> c.last_booked_document_nr or c.last_document_nr <> c.last_booked_document_nr
