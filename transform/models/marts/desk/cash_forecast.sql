{%- set as_of = tap_octopus.as_of() -%}
{%- set languages = ['nl', 'fr', 'en'] -%}
-- The weeks to come, from Monday to Sunday, and in each what every source brings or takes.
with sources as (
  select sentence, substring(sentence, 10, 100) as source, {{ tap_octopus.listed(['text_nl', 'text_fr', 'text_en']) }}
  from {{ ref('sentences') }}
  where left(sentence, 9) = 'forecast_'
),

weeks as (
  select
    number as week_nr,
    cast({{ dbt.dateadd('day', '7 * number', tap_octopus.monday_of(as_of)) }} as date) as week_start
  from ({{ tap_octopus.numbers(2) }}) as n
  where number < 13
),

amounts as (
  select
    dossier_id,
    source,
    {{ tap_octopus.monday_of('greatest(expected_date, ' ~ as_of ~ ')') }} as week_start,
    sum(amount) as amount
  from {{ ref('expected_money') }}
  group by dossier_id, source, {{ tap_octopus.monday_of('greatest(expected_date, ' ~ as_of ~ ')') }}
),

every_week as (
  select
    d.dossier_id,
    w.week_start,
    s.source,
    {%- for language in languages %}
    s.text_{{ language }} as assumption_{{ language }},
    {%- endfor %}
    coalesce(a.amount, 0) as amount
  from {{ ref('dossier_ids') }} as d
  cross join weeks as w
  cross join sources as s
  left join amounts as a
    on a.dossier_id = d.dossier_id and a.source = s.source and a.week_start = w.week_start
  where s.source <> 'opening' or w.week_nr = 0
)

select
  dossier_id,
  week_start,
  source,
  amount,
  sum(amount) over (
    partition by dossier_id order by week_start
    range between unbounded preceding and current row
  ) as balance_after,
  {%- for language in languages %}
  assumption_{{ language }}{{ ',' if not loop.last }}
  {%- endfor %}
from every_week
