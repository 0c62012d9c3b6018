with sums as (
  select
    dossier_id,
    month,
    extern_product_nr,
    sum(quantity) as quantity,
    sum(amount) as revenue
  from {{ ref('booked_invoice_lines') }}
  group by dossier_id, month, extern_product_nr
),

named as (
  -- The number comes from another program: nothing keeps two products from having the same.
  select
    p.dossier_id,
    p.extern_product_nr,
    {{ tap_octopus.translated('p.description') }} as description,
    {{ tap_octopus.translated('g.description') }} as product_group,
    row_number() over (
      partition by p.dossier_id, p.extern_product_nr order by p.product_id
    ) as place
  from {{ ref('live_products') }} as p
  left join {{ ref('live_productgroups') }} as g
    on g.dossier_id = p.dossier_id and g.product_group_id = p.product_group_id
)

select
  s.dossier_id,
  s.month,
  s.extern_product_nr,
  n.description,
  n.product_group,
  s.quantity,
  s.revenue
from sums as s
left join named as n
  on n.dossier_id = s.dossier_id
  and n.extern_product_nr = s.extern_product_nr
  and n.place = 1
where s.quantity <> 0 or s.revenue <> 0
