-- What documents put into the grids of returns that are filed: protected in Octopus, or past their
-- due date. One text for each document, ;03=100.00;54=21.00, so that the snapshot of it stays small;
-- and a row for the return itself, so that what comes into an empty one is seen to be new.
with filed as (
  select dossier_id, return_start
  from {{ ref('vat_returns') }}
  where
    (is_protected = {{ tap_octopus.yes() }} or due_date_tolerated < {{ tap_octopus.as_of() }})
    and return_start >= {{ tap_octopus.month_away(-(var('period_changes_months') | int)) }}
),

-- A first load that is not complete yet would look like changes.
loaded as (
  select dossier_id
  from {{ ref('live_sync_status') }}
  where stream in ('bookings', 'buysell_bookings') and synced_at is not null
  group by dossier_id
  having count(distinct stream) = 2
),

amounts as (
  select
    l.document_sequence_nr,
    f.dossier_id,
    f.return_start,
    l.bookyear_id,
    l.journal_key,
    l.grid,
    max(l.document_date) as document_date,
    max(l.relation_id) as relation_id,
    cast(sum(l.amount) as {{ tap_octopus.type_amount() }}) as amount
  from {{ ref('vat_lines') }} as l
  join {{ ref('vat_months') }} as m
    on m.dossier_id = l.dossier_id and m.month = {{ tap_octopus.first_of_month('l.booking_date') }}
  join filed as f on f.dossier_id = m.dossier_id and f.return_start = m.return_start
  join loaded as o on o.dossier_id = f.dossier_id
  group by
    l.document_sequence_nr, f.dossier_id, f.return_start, l.bookyear_id, l.journal_key, l.grid
  having sum(l.amount) <> 0
)

select
  f.dossier_id,
  f.return_start,
  0 as bookyear_id,
  '' as journal_key,
  0 as document_sequence_nr,
  cast(null as date) as document_date,
  cast(null as {{ dbt.type_bigint() }}) as relation_id,
  '' as grids
from filed as f
join loaded as o on o.dossier_id = f.dossier_id
union all
select
  dossier_id,
  return_start,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  max(document_date),
  max(relation_id),
  {{ tap_octopus.text_list(tap_octopus.say("';'", 'grid', "'='", 'amount'), "''", 'grid') }}
from amounts
group by document_sequence_nr, dossier_id, return_start, bookyear_id, journal_key
