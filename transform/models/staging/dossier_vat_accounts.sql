with patterns as (
  {{ tap_octopus.for_each_dossier('vat_accounts', ['pattern', 'grid']) }}
),

found as (
  select
    a.dossier_id,
    a.account_nr,
    p.grid,
    row_number() over (
      partition by a.dossier_id, a.account_nr order by {{ dbt.length('p.pattern') }} desc, p.grid
    ) as place
  from {{ ref('used_accounts') }} as a
  join patterns as p on p.dossier_id = a.dossier_id and a.account_text like p.pattern
)

select dossier_id, account_nr, grid
from found
where place = 1
