-- 9. Margin: costs and revenue (classes 6 and 7) by cost centre and by relation, those without
-- either included, come to Octopus' own totals.
-- A row is a bookyear and class that does not, with the three totals.
with ledger as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.account_class,
    sum(case when l.cost_centre_id is null or c.cost_centre_id is not null
      then l.booking_amount else 0 end) as by_cost_centre,
    sum(case when l.relation_id is null or r.relation_id is not null
      then l.booking_amount else 0 end) as by_relation
  from {{ ref('general_ledger') }} as l
  left join {{ ref('live_costcentres') }} as c
    on c.dossier_id = l.dossier_id and c.cost_centre_id = l.cost_centre_id
  left join {{ ref('live_relations') }} as r
    on r.dossier_id = l.dossier_id and r.relation_id = l.relation_id
  where l.account_class in (6, 7)
  group by l.dossier_id, l.bookyear_id, l.account_class
),

octopus as (
  select
    dossier_id,
    bookyear_id,
    {{ tap_octopus.account_class('account_nr') }} as account_class,
    sum(amount) as amount
  from {{ ref('account_movements') }}
  group by dossier_id, bookyear_id, {{ tap_octopus.account_class('account_nr') }}
),

compared as (
  select
    coalesce(l.dossier_id, o.dossier_id) as dossier_id,
    coalesce(l.bookyear_id, o.bookyear_id) as bookyear_id,
    coalesce(l.account_class, o.account_class) as account_class,
    coalesce(l.by_cost_centre, 0) as by_cost_centre,
    coalesce(l.by_relation, 0) as by_relation,
    coalesce(o.amount, 0) as octopus
  from ledger as l
  full outer join octopus as o
    on o.dossier_id = l.dossier_id
    and o.bookyear_id = l.bookyear_id
    and o.account_class = l.account_class
)

select
  c.*,
  {{ tap_octopus.say(
    "'Class '", 'c.account_class', "' in bookyear '", 'c.bookyear_id', "' of dossier '",
    'c.dossier_id', "' is '", 'c.by_cost_centre', "' by cost centre, '", 'c.by_relation',
    "' by relation and '", 'c.octopus', "' by Octopus. Look at lines without a cost centre, and at"
    " cost centres and relations that are not in their table.'"
  ) }} as message
from compared as c
join {{ tap_octopus.dossiers_with('account_amounts') }} as d on d.dossier_id = c.dossier_id
where c.account_class in (6, 7) and (c.by_cost_centre <> c.octopus or c.by_relation <> c.octopus)
