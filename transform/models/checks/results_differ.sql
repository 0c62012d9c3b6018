with results as (
  select dossier_id, bookyear_id, sum(result_to_appropriate - appropriation) as amount
  from {{ ref('results') }}
  group by dossier_id, bookyear_id
),

octopus as (
  select dossier_id, bookyear_id, -sum(amount) as amount
  from {{ ref('account_movements') }}
  where {{ tap_octopus.account_class('account_nr') }} in (6, 7)
  group by dossier_id, bookyear_id
),

compared as (
  select
    coalesce(r.dossier_id, o.dossier_id) as dossier_id,
    coalesce(r.bookyear_id, o.bookyear_id) as bookyear_id,
    coalesce(r.amount, 0) as amount,
    coalesce(o.amount, 0) as expected
  from results as r
  full outer join octopus as o
    on o.dossier_id = r.dossier_id and o.bookyear_id = r.bookyear_id
)

select
  {{ tap_octopus.finding(
    'c.dossier_id', bookyear_id='c.bookyear_id', amount='c.amount', expected='c.expected'
  ) }}
from compared as c
join {{ tap_octopus.dossiers_to_check('results_differ') }} as d on d.dossier_id = c.dossier_id
where c.amount <> c.expected
