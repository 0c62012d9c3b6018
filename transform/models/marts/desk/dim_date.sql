{%- set names = {
  'nl': 'januari februari maart april mei juni juli augustus september oktober november december',
  'fr': 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  'en': 'January February March April May June July August September October November December',
} -%}
-- From the first bookyear on, of the last fifty years, whatever a date may say.
with spans as (
  select
    greatest(
      coalesce(min(start_date), {{ tap_octopus.as_of() }}),
      {{ tap_octopus.month_away(-599) }}
    ) as first_day,
    cast({{ dbt.dateadd('year', 2, dbt.date_trunc('year', tap_octopus.as_of())) }} as date)
      as day_after
  from {{ ref('live_bookyears') }}
  where start_date <= {{ tap_octopus.as_of() }}
),

-- Weeks are counted from the beginning of a year: so the days begin more than a year before.
days as (
  select
    s.first_day,
    cast({{ dbt.dateadd('day', 'n.number - 400', 's.first_day') }} as date) as the_day
  from spans as s
  cross join ({{ tap_octopus.numbers(5) }}) as n
  where n.number < {{ dbt.datediff('s.first_day', 's.day_after', 'day') }} + 400
),

weeks as (
  select
    d.*,
    {{ dbt.datediff(tap_octopus.monday_of('d.the_day'), 'd.the_day', 'day') }} + 1 as weekday,
    cast({{ dbt.dateadd('day', 3, tap_octopus.monday_of('d.the_day')) }} as date) as thursday
  from days as d
),

-- A week is of the year that its Thursday is in.
counted as (
  select
    w.*,
    {{ tap_octopus.part_of_date('year', 'w.thursday') }} as week_year,
    dense_rank() over (
      partition by {{ tap_octopus.part_of_date('year', 'w.thursday') }} order by w.thursday
    ) as week_nr,
    {{ tap_octopus.first_of_month('w.the_day') }} as first_of_month,
    cast({{ dbt.date_trunc('quarter', 'w.the_day') }} as date) as first_of_quarter
  from weeks as w
)

select
  c.the_day as date,
  {{ tap_octopus.part_of_date('year', 'c.the_day') }} as year,
  {{ tap_octopus.part_of_date('quarter', 'c.the_day') }} as quarter,
  {{ tap_octopus.part_of_date('month', 'c.the_day') }} as month_nr,
  {{ tap_octopus.say(
    'c.week_year', "'-W'", 'right(' ~ tap_octopus.say("'0'", 'c.week_nr') ~ ', 2)'
  ) }} as week,
  cast(c.weekday as {{ dbt.type_int() }}) as weekday,
  {{ tap_octopus.truth('h.holiday is not null') }} as is_holiday,
  {{ tap_octopus.truth('h.holiday is null and c.weekday < 6') }} as is_working_day,
  c.first_of_month as month,
  c.first_of_month as month_start,
  cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'c.first_of_month')) }} as date)
    as month_end,
  c.first_of_quarter as quarter_start,
  cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 3, 'c.first_of_quarter')) }} as date)
    as quarter_end,
  {%- for language, months in names.items() %}
  case {{ tap_octopus.part_of_date('month', 'c.the_day') }}
    {%- for month in months.split() %}
    when {{ loop.index }} then '{{ month }}'
    {%- endfor %}
  end as name_{{ language }}{{ ',' if not loop.last }}
  {%- endfor %}
from counted as c
left join {{ ref('holidays') }} as h on h.holiday = c.the_day
where c.the_day >= c.first_day
