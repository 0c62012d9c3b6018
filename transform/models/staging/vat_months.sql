-- Whoever changes from one rhythm to the other does so with a quarter: all of it is in the rhythm of
-- the bookyear that its first day is in.
with periods as (
  select
    dossier_id,
    bookyear_id,
    max({{ dbt.datediff('start_date', 'end_date', 'day') }}) as days
  from {{ ref('periods') }}
  group by dossier_id, bookyear_id
),

declared as (
  select dossier_id, bookyear_id, max(declarant_type) as declarant_type
  from {{ ref('live_bookyear_details') }}
  where declarant_type in ('MONTHLY', 'QUARTERLY', 'YEARLY')
  group by dossier_id, bookyear_id
),

own as (
  select dossier_id, max(declarant_type) as declarant_type
  from {{ ref('vat_declarants') }}
  group by dossier_id
),

bookyears as (
  select
    y.dossier_id,
    y.bookyear_id,
    min(y.start_date) as start_date,
    max(d.declarant_type) as declared,
    max(case when p.days > 30 then 'QUARTERLY' else 'MONTHLY' end) as assumed
  from {{ ref('live_bookyears') }} as y
  left join declared as d on d.dossier_id = y.dossier_id and d.bookyear_id = y.bookyear_id
  left join periods as p on p.dossier_id = y.dossier_id and p.bookyear_id = y.bookyear_id
  where y.start_date is not null
  group by y.dossier_id, y.bookyear_id
),

dossiers as (
  -- Of the last fifty years, whatever a date may say.
  select
    dossier_id,
    greatest(
      {{ tap_octopus.first_of_month('min(start_date)') }},
      cast({{ dbt.dateadd('month', -599, tap_octopus.first_of_month(tap_octopus.as_of())) }} as date)
    ) as first_month
  from bookyears
  where {{ tap_octopus.first_of_month('start_date') }} <= {{ tap_octopus.as_of() }}
  group by dossier_id
),

months as (
  select distinct dossier_id, month
  from (
    select
      d.dossier_id,
      cast({{ dbt.dateadd('month', 'n.number', 'd.first_month') }} as date) as month
    from dossiers as d
    cross join ({{ tap_octopus.numbers(3) }}) as n
    where n.number < 600
  ) as every_one
  where month <= {{ tap_octopus.as_of() }}
  union all
  select distinct b.dossier_id, {{ tap_octopus.first_of_month('b.booking_date') }}
  from (
    select distinct dossier_id, booking_date from {{ ref('vat_lines') }}
  ) as b
  left join dossiers as d on d.dossier_id = b.dossier_id
  where b.booking_date is not null
    and (
      d.dossier_id is null
      or b.booking_date < d.first_month
      or {{ tap_octopus.first_of_month('b.booking_date') }} > {{ tap_octopus.as_of() }}
    )
),

quarters as (
  select distinct dossier_id, cast({{ dbt.date_trunc('quarter', 'month') }} as date) as quarter
  from months
),

placed as (
  select
    q.dossier_id,
    q.quarter,
    y.declared,
    y.assumed,
    row_number() over (
      partition by q.dossier_id, q.quarter
      order by
        case when y.start_date <= q.quarter then 0 else 1 end,
        case when y.start_date <= q.quarter then y.start_date end desc,
        y.start_date,
        y.bookyear_id
    ) as place
  from quarters as q
  left join bookyears as y on y.dossier_id = q.dossier_id
),

rhythms as (
  select
    p.dossier_id,
    p.quarter,
    coalesce(o.declarant_type, p.declared, p.assumed, 'QUARTERLY') as declarant_type,
    case
      when o.declarant_type is not null then 'seed'
      when p.declared is not null then 'octopus'
      else 'assumed'
    end as declarant_source
  from placed as p
  left join own as o on o.dossier_id = p.dossier_id
  where p.place = 1
),

returns as (
  select
    m.dossier_id,
    m.month,
    case r.declarant_type
      when 'MONTHLY' then m.month
      when 'QUARTERLY' then r.quarter
      else cast({{ dbt.date_trunc('year', 'm.month') }} as date)
    end as return_start,
    case r.declarant_type when 'MONTHLY' then 1 when 'QUARTERLY' then 3 else 12 end as months,
    r.declarant_type,
    r.declarant_source
  from months as m
  join rhythms as r
    on r.dossier_id = m.dossier_id
    and r.quarter = cast({{ dbt.date_trunc('quarter', 'm.month') }} as date)
)

select
  dossier_id,
  month,
  return_start,
  cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 'months', 'return_start')) }} as date)
    as return_end,
  declarant_type,
  declarant_source
from returns
