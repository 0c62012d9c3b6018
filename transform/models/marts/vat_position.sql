with grids as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    grid,
    part,
    sum(amount) as amount
  from {{ ref('vat_lines') }}
  group by dossier_id, bookyear_id, bookyear_period_nr, grid, part
),

totals as (
  select
    g.dossier_id,
    g.bookyear_id,
    g.bookyear_period_nr,
    sum(case when r.total = 'XX' then g.amount else 0 end) as due,
    sum(case when r.total = 'YY' then g.amount else 0 end) as deductible
  from grids as g
  left join {{ ref('vat_grid_rules') }} as r on r.grid = g.grid
  group by g.dossier_id, g.bookyear_id, g.bookyear_period_nr
),

everything as (
  select dossier_id, bookyear_id, bookyear_period_nr, grid, part, amount from grids
  {%- for grid, amount in {
    'XX': 'due',
    'YY': 'deductible',
    '71': 'greatest(due - deductible, 0)',
    '72': 'greatest(deductible - due, 0)',
  }.items() %}
  union all
  select dossier_id, bookyear_id, bookyear_period_nr, '{{ grid }}', 'total', {{ amount }} from totals
  {%- endfor %}
)

select
  e.dossier_id,
  e.bookyear_id,
  e.bookyear_period_nr,
  e.grid,
  e.part,
  p.start_date as period_start,
  p.end_date as period_end,
  m.declarant_type,
  e.amount
from everything as e
left join {{ ref('periods') }} as p
  on p.dossier_id = e.dossier_id
  and p.bookyear_id = e.bookyear_id
  and p.bookyear_period_nr = e.bookyear_period_nr
left join {{ ref('vat_months') }} as m
  on m.dossier_id = e.dossier_id and m.month = {{ tap_octopus.first_of_month('p.start_date') }}
where e.amount <> 0 or e.grid in ('71', '72')
