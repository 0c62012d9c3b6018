{%- set figures = {
  'revenue': ('revenue_by_customer', 'revenue', '1 = 1'),
  'purchases': ('spend', 'cost', '1 = 1'),
  'open_receivable': ('open_items', 'open_amount', "side = 'customers'"),
  'open_payable': ('open_items', '-open_amount', "side = 'suppliers'"),
} -%}
with parts as (
  {%- for name, (mart, amount, which) in figures.items() %}
  select
    dossier_id,
    relation_id,
    {%- for other in figures %}
    {{ amount if other == name else '0' }} as {{ other }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref(mart) }}
  where {{ which }}
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

per_relation as (
  select
    dossier_id,
    relation_id,
    {%- for name in figures %}
    sum({{ name }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from parts
  group by dossier_id, relation_id
),

own as (
  select distinct vat_identity from {{ ref('dossier_numbers') }}
),

sums as (
  select
    n.vat_identity as enterprise_nr,
    min(n.name) as name,
    count(distinct n.dossier_id) as dossiers,
    count(*) as relations,
    {%- for name in figures %}
    sum(p.{{ name }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('relation_numbers') }} as n
  join per_relation as p on p.dossier_id = n.dossier_id and p.relation_id = n.relation_id
  where n.vat_identity is not null
  group by n.vat_identity
)

select
  s.enterprise_nr,
  s.name,
  s.dossiers,
  s.relations,
  {{ tap_octopus.truth('o.vat_identity is not null') }} as is_dossier,
  s.revenue,
  s.purchases,
  s.open_receivable,
  s.open_payable
from sums as s
left join own as o on o.vat_identity = s.enterprise_nr
where s.revenue <> 0 or s.purchases <> 0 or s.open_receivable <> 0 or s.open_payable <> 0
