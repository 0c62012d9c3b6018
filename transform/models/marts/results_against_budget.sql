-- What was booked on each line of the income statement, and on the lines that add up to it.
with booked as (
  select
    m.dossier_id,
    coalesce(m.booking_month, f.month) as month,
    coalesce(m.cost_centre_id, 0) as cost_centre_id,
    l.line,
    case when s.side = 'costs' then 1 else -1 end * m.amount as amount
  from {{ ref('ledger_months') }} as m
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = m.dossier_id and l.account_nr = m.account_nr
  join {{ ref('statutory_lines') }} as s
    on s.line = l.line and s.statement = 'income_statement'
  left join {{ ref('bookyear_months') }} as f
    on f.dossier_id = m.dossier_id and f.bookyear_id = m.bookyear_id and f.is_first = {{ tap_octopus.yes() }}
),

lines as (
  select dossier_id, month, cost_centre_id, line, amount from booked
  union all
  select b.dossier_id, b.month, b.cost_centre_id, t.line, t.factor * b.amount
  from booked as b
  join {{ ref('statutory_totals') }} as t on t.part = b.line
  where t.part <> t.line
),

-- What was planned for a whole dossier is held to all its cost centres together.
actual as (
  select dossier_id, month, line, cost_centre_id, sum(amount) as amount
  from lines
  group by dossier_id, month, line, cost_centre_id
  union all
  select dossier_id, month, line, -1, sum(amount)
  from lines
  group by dossier_id, month, line
)

select
  p.dossier_id,
  p.month,
  p.cost_centre_id,
  p.line,
  s.label_nl,
  s.label_fr,
  s.label_en,
  p.amount as budget,
  coalesce(a.amount, 0) as actual,
  coalesce(a.amount, 0) - p.amount as difference
from {{ ref('planned_lines') }} as p
left join actual as a
  on a.dossier_id = p.dossier_id
  and a.month = p.month
  and a.cost_centre_id = p.cost_centre_id
  and a.line = p.line
left join {{ ref('statutory_lines') }} as s
  on s.line = p.line and s.statement = 'income_statement'
