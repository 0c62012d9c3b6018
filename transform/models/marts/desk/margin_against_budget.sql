-- Where each line of the budget comes from: the accounts of the line, and of the lines that add up
-- to it.
with parts as (
  select line as total, line as part, 1 as factor
  from {{ ref('statutory_lines') }}
  where statement = 'income_statement'
  union all
  select line, part, factor
  from {{ ref('statutory_totals') }}
  where line <> part
),

accounts as (
  select
    p.dossier_id,
    p.month,
    p.cost_centre_id,
    p.line,
    l.account_nr,
    sum(t.factor * case when s.side = 'costs' then 1 else -1 end) as factor
  from {{ ref('planned_lines') }} as p
  join parts as t on t.total = p.line
  join {{ ref('statutory_lines') }} as s
    on s.line = t.part and s.statement = 'income_statement'
  join {{ ref('dossier_statutory_lines') }} as l
    on l.dossier_id = p.dossier_id and l.line = t.part
  group by p.dossier_id, p.month, p.cost_centre_id, p.line, l.account_nr
),

booked as (
  select
    l.dossier_id,
    coalesce(l.booking_month, f.month) as month,
    coalesce(l.cost_centre_id, 0) as cost_centre_id,
    l.account_nr,
    coalesce(l.relation_id, 0) as relation_id,
    max(l.relation_name) as relation_name,
    sum(l.booking_amount) as amount
  from {{ ref('general_ledger') }} as l
  join (select distinct dossier_id, account_nr from accounts) as a
    on a.dossier_id = l.dossier_id and a.account_nr = l.account_nr
  left join {{ ref('bookyear_months') }} as f
    on f.dossier_id = l.dossier_id and f.bookyear_id = l.bookyear_id and f.is_first = {{ tap_octopus.yes() }}
  group by 1, 2, 3, 4, 5
),

rows_of_lines as (
  select
    dossier_id,
    month,
    cost_centre_id,
    line,
    0 as account_nr,
    0 as relation_id,
    cast(null as {{ dbt.type_string() }}) as relation_name,
    amount as budget,
    0 as actual
  from {{ ref('planned_lines') }}
  union all
  select
    a.dossier_id,
    a.month,
    a.cost_centre_id,
    a.line,
    a.account_nr,
    b.relation_id,
    max(b.relation_name),
    0,
    sum(a.factor * b.amount)
  from accounts as a
  join booked as b
    on b.dossier_id = a.dossier_id
    and b.account_nr = a.account_nr
    and b.month = a.month
    and a.cost_centre_id in (b.cost_centre_id, -1)
  group by a.dossier_id, a.month, a.cost_centre_id, a.line, a.account_nr, b.relation_id
)

select
  r.dossier_id,
  r.month,
  r.cost_centre_id,
  r.line,
  s.label_nl,
  s.label_fr,
  s.label_en,
  r.account_nr,
  d.description as account_description,
  r.relation_id,
  r.relation_name,
  r.budget,
  r.actual,
  r.actual - r.budget as difference
from rows_of_lines as r
left join {{ ref('statutory_lines') }} as s
  on s.line = r.line and s.statement = 'income_statement'
left join {{ ref('dim_account') }} as d
  on d.dossier_id = r.dossier_id and d.account_nr = r.account_nr
where r.account_nr = 0 or r.actual <> 0
