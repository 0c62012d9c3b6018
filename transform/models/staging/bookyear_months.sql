with booked as (
  select
    dossier_id,
    bookyear_id,
    min(booking_month) as first_month,
    max(booking_month) as last_month
  from {{ ref('ledger_months') }}
  group by dossier_id, bookyear_id
),

years as (
  select
    dossier_id,
    bookyear_id,
    min(place) as place,
    {{ tap_octopus.first_of_month('min(start_date)') }} as first_month,
    {{ tap_octopus.first_of_month(
      'least(coalesce(max(end_date), ' ~ tap_octopus.as_of() ~ '), ' ~ tap_octopus.as_of() ~ ')'
    ) }} as month_of_today
  from {{ ref('bookyear_openings') }}
  group by dossier_id, bookyear_id
),

-- A bookyear in which nothing is booked, and that nothing goes on to, has no balances to tell.
opened as (
  select
    dossier_id,
    bookyear_id,
    max(case when is_provisional = {{ tap_octopus.yes() }} then 1 else 0 end) as is_provisional
  from {{ ref('trial_balance') }}
  group by dossier_id, bookyear_id
),

spans as (
  select
    o.dossier_id,
    o.bookyear_id,
    {{ tap_octopus.truth('o.is_provisional = 1') }} as is_provisional,
    coalesce(y.place, 0) as place,
    coalesce(y.first_month, b.first_month) as first_month,
    coalesce(greatest(y.month_of_today, b.last_month), y.month_of_today, b.last_month)
      as last_month
  from opened as o
  left join years as y on y.dossier_id = o.dossier_id and y.bookyear_id = o.bookyear_id
  left join booked as b on b.dossier_id = o.dossier_id and b.bookyear_id = o.bookyear_id
),

months as (
  select
    s.dossier_id,
    s.bookyear_id,
    s.place,
    s.is_provisional,
    s.first_month,
    {{ tap_octopus.truth('n.number = 0') }} as is_first,
    cast({{ dbt.dateadd('month', 'n.number', 's.first_month') }} as date) as month,
    cast({{ dbt.dateadd('month', 'n.number - 12', 's.first_month') }} as date) as year_before
  from spans as s
  join ({{ tap_octopus.numbers(2) }}) as n
    on n.number <= {{ dbt.datediff('s.first_month', 's.last_month', 'month') }}
),

compared as (
  select
    m.*,
    b.bookyear_id as bookyear_before,
    b.month as month_before,
    row_number() over (
      partition by m.dossier_id, m.bookyear_id, m.month order by b.place desc, b.bookyear_id desc
    ) as choice
  from months as m
  left join months as b
    on b.dossier_id = m.dossier_id and b.month = m.year_before and b.place < m.place
)

select
  dossier_id,
  bookyear_id,
  month,
  is_first,
  is_provisional,
  bookyear_before,
  month_before
from compared
where choice = 1
