-- Grids say of what they count that it is a credit note: there it stands without its sign.
with bases as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.bookyear_period_nr,
    g.grid,
    g.factor * l.sign * case g.part when 'base' then l.base_amount else l.cost end as amount
  from {{ ref('trade_lines') }} as l
  join {{ ref('vat_grids') }} as g
    on g.code = l.vat_code and g.type = l.document_type
  where g.part in ('base', 'cost')
),

-- The ledger has one line per document, grid and percentage, which is converted as a whole.
booked as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.bookyear_period_nr,
    g.grid,
    l.exchange_rate,
    sum(g.factor * case g.part
      when 'vat' then l.document_vat_amount
      else l.document_deductible_vat
    end) as amount
  from {{ ref('trade_lines') }} as l
  join {{ ref('vat_grids') }} as g
    on g.code = l.vat_code and g.type = l.document_type
  where g.part in ('vat', 'deductible')
  group by
    l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr, l.bookyear_period_nr,
    g.grid, l.recuperation_percentage, l.exchange_rate
),

lines as (
  select * from bases
  union all
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    grid,
    {{ tap_octopus.cents(tap_octopus.product('amount', 'exchange_rate')) }}
  from booked
),

grids as (
  select dossier_id, bookyear_id, bookyear_period_nr, grid, sum(amount) as amount
  from lines
  group by dossier_id, bookyear_id, bookyear_period_nr, grid
),

totals as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    sum(case when grid in ('54', '55', '56', '57', '61', '63') then amount else 0 end) as due,
    sum(case when grid in ('59', '62', '64') then amount else 0 end) as deductible
  from grids
  group by dossier_id, bookyear_id, bookyear_period_nr
),

everything as (
  select dossier_id, bookyear_id, bookyear_period_nr, grid, amount from grids
  union all
  select dossier_id, bookyear_id, bookyear_period_nr, 'XX', due from totals
  union all
  select dossier_id, bookyear_id, bookyear_period_nr, 'YY', deductible from totals
  union all
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    '71',
    case when due > deductible then due - deductible else 0 end
  from totals
  union all
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    '72',
    case when due < deductible then deductible - due else 0 end
  from totals
)

select
  e.dossier_id,
  e.bookyear_id,
  e.bookyear_period_nr,
  e.grid,
  p.start_date as period_start,
  p.end_date as period_end,
  d.declarant_type,
  e.amount
from everything as e
left join {{ ref('periods') }} as p
  on p.dossier_id = e.dossier_id
  and p.bookyear_id = e.bookyear_id
  and p.bookyear_period_nr = e.bookyear_period_nr
left join {{ ref('live_bookyear_details') }} as d
  on d.dossier_id = e.dossier_id and d.bookyear_id = e.bookyear_id
where e.amount <> 0 or e.grid in ('71', '72')
