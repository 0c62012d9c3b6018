with booked as (
  select
    dossier_id,
    bookyear_id,
    max(case when is_opening = {{ tap_octopus.yes() }} then 1 else 0 end) as has_opening_entry
  from {{ ref('ledger_months') }}
  group by dossier_id, bookyear_id
)

select
  y.dossier_id,
  y.bookyear_id,
  y.start_date,
  y.end_date,
  coalesce(y.closed, {{ tap_octopus.no() }}) as is_closed,
  {{ tap_octopus.truth('b.dossier_id is not null') }} as has_bookings,
  {{ tap_octopus.truth('coalesce(b.has_opening_entry, 0) = 1') }} as has_opening_entry,
  row_number() over (
    partition by y.dossier_id order by y.start_date, y.bookyear_id
  ) as place,
  -- Bookyears of one number go on from one another: each opening entry begins another one.
  {{ tap_octopus.running(
    'coalesce(b.has_opening_entry, 0)', ['y.dossier_id'], 'y.start_date, y.bookyear_id'
  ) }} as chain
from {{ ref('live_bookyears') }} as y
left join booked as b on b.dossier_id = y.dossier_id and b.bookyear_id = y.bookyear_id
