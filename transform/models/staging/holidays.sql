-- The legal holidays of Belgium: those that follow Easter, and those of a fixed day.
with years as (
  select easter_day, cast({{ dbt.date_trunc('year', 'easter_day') }} as date) as first_day
  from {{ ref('easter_days') }}
)

{%- for days in [1, 39, 50] %}
select cast({{ dbt.dateadd('day', days, 'easter_day') }} as date) as holiday from years
union all
{%- endfor %}
{%- for month, day in [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)] %}
select cast({{ dbt.dateadd('day', day - 1, dbt.dateadd('month', month - 1, 'first_day')) }} as date)
  {{- ' as holiday' if loop.first }}
from years
{{ 'union all' if not loop.last }}
{%- endfor %}
