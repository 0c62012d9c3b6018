{%- set years = {
  '12m': (tap_octopus.month_away(-12), tap_octopus.month_away(0)),
  'before': (tap_octopus.month_away(-24), tap_octopus.month_away(-12)),
} -%}
with turnover as (
  select
    dossier_id,
    relation_id,
    {%- for name, (start, end) in years.items() %}
    sum(case when month >= {{ start }} and month < {{ end }} then revenue else 0 end)
      as turnover_{{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('revenue_by_customer') }}
  where relation_id <> 0
  group by dossier_id, relation_id
),

payments as (
  select
    dossier_id,
    relation_id,
    {%- for name, (start, end) in years.items() %}
    {%- set dated = 'case when settled_date >= ' ~ start ~ ' and settled_date < ' ~ end %}
    {{ tap_octopus.quotient(
      'sum(' ~ dated ~ ' then days_late * amount end)', 'sum(' ~ dated ~ ' then amount end)'
    ) }} as days_late_{{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('invoice_settlements') }}
  where kind = 'payment' and days_late is not null
  group by dossier_id, relation_id
),

both_sides as (
  select
    t.*,
    t.turnover_12m - t.turnover_before as change,
    p.days_late_12m,
    p.days_late_before
  from turnover as t
  left join payments as p on p.dossier_id = t.dossier_id and p.relation_id = t.relation_id
  where t.turnover_12m <> 0 or t.turnover_before <> 0
)

select
  b.dossier_id,
  b.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  b.turnover_12m,
  b.turnover_before,
  b.change,
  case when b.turnover_before > 0
    then {{ tap_octopus.quotient('100 * b.change', 'b.turnover_before') }} end as change_share,
  b.days_late_12m,
  b.days_late_before,
  case
    when b.turnover_before <= 0 and b.turnover_12m > 0 then 'new'
    when b.turnover_before > 0 and b.turnover_12m <= 0 then 'gone'
    when b.change > 0 and b.days_late_12m > b.days_late_before + 5 then 'grows and slips'
    when 20 * abs(b.change) <= abs(b.turnover_before) then 'steady'
    when b.change > 0 then 'grows'
    else 'shrinks'
  end as status
from both_sides as b
left join {{ ref('live_relations') }} as r
  on r.dossier_id = b.dossier_id and r.relation_id = b.relation_id
