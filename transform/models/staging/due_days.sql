-- Returns are due on the 20th or 25th of a month, the client listing on 31 March. A day that is no
-- working day is tolerated to be the next one that is.
with years as (
  select easter_day, cast({{ dbt.date_trunc('year', 'easter_day') }} as date) as first_day
  from {{ ref('easter_days') }}
),

due as (
  select
    cast({{ dbt.dateadd('day', 'd.days', dbt.dateadd('month', 'n.number', 'y.first_day')) }} as date)
      as due_date
  from years as y
  cross join ({{ tap_octopus.numbers(2) }}) as n
  cross join (select 19 as days union all select 24) as d
  where n.number < 12
  union all
  select cast({{ dbt.dateadd('day', 30, dbt.dateadd('month', 2, 'first_day')) }} as date) from years
),

days as (
  select
    d.due_date,
    cast({{ dbt.dateadd('day', 'n.number', 'd.due_date') }} as date) as day_after
  from due as d
  cross join ({{ tap_octopus.numbers(1) }}) as n
)

select d.due_date, min(d.day_after) as due_date_tolerated
from days as d
left join {{ ref('holidays') }} as h on h.holiday = d.day_after
-- 1 January 2001 was a Monday.
where h.holiday is null
  and {{ tap_octopus.remainder(dbt.datediff("cast('2001-01-01' as date)", 'd.day_after', 'day'), 7) }} < 5
group by d.due_date
