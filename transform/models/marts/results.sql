{%- set totals = {
  'gross_margin': '9900',
  'ebitda': 'ebitda',
  'operating_result': '9901',
  'result_before_tax': '9903',
  'result_after_tax': '9904',
  'result_to_appropriate': '9905',
} -%}
-- What one euro on the debit side of a line does to each result.
with factors as (
  select
    l.line,
    {%- for name, total in totals.items() %}
    max(case when t.line = '{{ total }}' then t.factor else 0 end)
    + min(case when t.line = '{{ total }}' then t.factor else 0 end) as {{ name }},
    {%- endfor %}
    max(case when l.side = 'costs' then 1 else -1 end) as sign
  from {{ ref('statutory_lines') }} as l
  left join {{ ref('statutory_totals') }} as t on t.part = l.line
  where l.statement = 'income_statement'
  group by l.line
),

booked as (
  select
    m.dossier_id,
    m.bookyear_id,
    coalesce(m.cost_centre_id, 0) as cost_centre_id,
    coalesce(m.booking_month, f.month) as month,
    m.cost_centre_description,
    l.line,
    left({{ tap_octopus.account_text('m.account_nr') }}, 2) as account_group,
    m.amount
  from {{ ref('ledger_months') }} as m
  left join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = m.dossier_id and l.account_nr = m.account_nr
  left join {{ ref('bookyear_months') }} as f
    on f.dossier_id = m.dossier_id and f.bookyear_id = m.bookyear_id and f.is_first = {{ tap_octopus.yes() }}
  where m.account_class in (6, 7)
),

sums as (
  select
    b.dossier_id,
    b.bookyear_id,
    b.cost_centre_id,
    b.month,
    max(b.cost_centre_description) as cost_centre_description,
    sum(case when b.line = '70' then -b.amount else 0 end) as turnover,
    sum(case when b.line in ('70', '60', '600/8', '609') then -b.amount else 0 end) as trade_margin,
    {%- for name in totals %}
    sum(coalesce(f.{{ name }} * f.sign, 0) * b.amount) as {{ name }},
    {%- endfor %}
    sum(case when b.account_group in ('69', '79') then b.amount else 0 end) as appropriation
  from booked as b
  left join factors as f on f.line = b.line
  group by b.dossier_id, b.bookyear_id, b.cost_centre_id, b.month
)

select
  dossier_id,
  bookyear_id,
  cost_centre_id,
  month,
  cost_centre_description,
  turnover,
  trade_margin,
  {%- for name in totals %}
  {{ name }},
  {%- endfor %}
  appropriation
from sums
where
  turnover <> 0
  or trade_margin <> 0
  {%- for name in totals %}
  or {{ name }} <> 0
  {%- endfor %}
  or appropriation <> 0
