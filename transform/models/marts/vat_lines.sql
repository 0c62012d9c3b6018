{%- set line = [
  'dossier_id', 'bookyear_id', 'bookyear_period_nr', 'journal_key', 'document_sequence_nr',
  'line_nr', 'grid', 'document_date', 'booking_date', 'relation_id', 'account_nr', 'vat_code',
  'operation', 'nature', 'rate', 'is_credit', 'grid_source', 'base_amount', 'vat_amount',
  'deductible_vat',
] -%}
with trade as (
  select
    {%- for column in line if column != 'grid' %}
    l.{{ column }},
    {%- endfor %}
    o.grid,
    l.recuperation_percentage,
    l.exchange_rate,
    case when o.part in ('base', 'cost') then 'base' else 'vat' end as part,
    case when l.is_credit = {{ tap_octopus.yes() }} then -o.factor else o.factor end * case o.part
      when 'base' then l.base_amount
      when 'cost' then l.cost
      when 'vat' then l.document_vat_amount
      when 'deductible' then l.document_deductible_vat
      when 'lost' then l.document_vat_amount - l.document_deductible_vat
    end as amount
  from {{ ref('trade_lines') }} as l
  join {{ ref('vat_operations') }} as o
    on o.operation = l.operation
    and o.is_credit = l.is_credit
    and (o.nature is null or o.nature = l.nature)
    and (o.rate is null or o.rate = case when l.rate in (6, 12, 21) then l.rate else 0 end)
    and (o.choice is null or o.choice = '{{ var('reverse_charge_credit') }}')
),

-- The ledger has one line per document, grid and percentage, which is converted as a whole.
foreign_vat as (
  select
    t.*,
    {{ tap_octopus.running(
      't.amount',
      ['dossier_id', 'bookyear_id', 'journal_key', 'document_sequence_nr', 'grid',
       'recuperation_percentage'],
      'line_nr'
    ) }} as amount_so_far
  from trade as t
  where t.part = 'vat' and t.exchange_rate <> 1
),

sundry as (
  select
    l.*,
    coalesce(g.part, 'vat') as part,
    g.when_negative,
    coalesce(g.sign, case when l.is_deductible = {{ tap_octopus.yes() }} then 1 else -1 end) * l.booking_amount as amount
  from {{ ref('sundry_vat_lines') }} as l
  left join {{ ref('vat_grid_rules') }} as g on g.grid = l.grid
  where l.is_settlement = {{ tap_octopus.no() }}
),

-- No grid but those of purchases may be lowered: what would lower one stands in its counterpart.
turned as (
  select
    s.*,
    case
      when s.grid is null then '?'
      when s.amount < 0 then s.when_negative
      else s.grid
    end as its_grid,
    case
      when s.amount < 0 and s.when_negative <> s.grid then -s.amount
      else s.amount
    end as its_amount
  from sundry as s
)

select {{ line | join(', ') }}, part, amount
from trade
where amount <> 0 and (part = 'base' or exchange_rate = 1)
union all
select
  {{ line | join(', ') }},
  part,
  {{ tap_octopus.cents(tap_octopus.product('amount_so_far', 'exchange_rate')) }}
  - {{ tap_octopus.cents(tap_octopus.product('(amount_so_far - amount)', 'exchange_rate')) }}
from foreign_vat
where amount <> 0
union all
select
  dossier_id,
  bookyear_id,
  bookyear_period_nr,
  journal_key,
  document_sequence_nr,
  line_sequence_nr,
  its_grid,
  document_date,
  booking_date,
  relation_id,
  account_nr,
  null,
  null,
  null,
  null,
  {{ tap_octopus.no() }},
  grid_source,
  case when part = 'base' then its_amount end,
  case when part = 'vat' then its_amount end,
  case when part = 'vat' and is_deductible = {{ tap_octopus.yes() }} then its_amount end,
  part,
  its_amount
from turned
where its_amount <> 0
