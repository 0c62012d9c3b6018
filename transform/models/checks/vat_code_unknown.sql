-- Also what has an operation, but not the rate that it needs, or VAT that it cannot have.
with codes as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.vat_code,
    case when left(l.journal_key, 1) = 'A' then 'purchase' else 'sale' end as side,
    sum(case when l.part = 'base' then l.amount end) as base,
    sum(case when l.part = 'vat' then l.amount end) as vat,
    -- What it may be, by where most of its customers or suppliers are.
    count(case when n.region = 'EU' then 1 end) as in_eu,
    count(case when n.region = 'outside' then 1 end) as outside,
    count(*) as lines
  from {{ ref('vat_lines') }} as l
  left join {{ ref('relation_numbers') }} as n
    on n.dossier_id = l.dossier_id and n.relation_id = l.relation_id
  where l.grid = '?' and left(l.journal_key, 1) in ('A', 'V')
  group by 1, 2, 3, 4
),

proposed as (
  select
    c.*,
    d.description,
    case
      when c.side = 'sale' and (d.percentage > 0 or c.vat <> 0) then 'sale_domestic'
      when c.side = 'sale' and 2 * c.in_eu > c.lines then 'sale_eu_goods, sale_eu_services'
      when c.side = 'sale' and 2 * c.outside > c.lines then 'sale_export'
      when c.side = 'sale' then 'sale_cocontractor, sale_special0, sale_exempt44'
      when 2 * c.in_eu > c.lines then 'purchase_eu_goods, purchase_eu_services'
      when 2 * c.outside > c.lines then 'purchase_import_deferred, purchase_non_eu_services'
      else 'purchase_domestic, purchase_cocontractor'
    end as proposal
  from codes as c
  left join {{ ref('dossier_vat_codes') }} as d
    on d.dossier_id = c.dossier_id and d.code = c.vat_code and d.side = c.side
)

select
  {{ tap_octopus.finding(
    'p.dossier_id',
    bookyear_id='p.bookyear_id',
    subject=tap_octopus.vat_code_named('p'),
    detail='p.proposal',
    amount='coalesce(p.base, p.vat)'
  ) }}
from proposed as p
