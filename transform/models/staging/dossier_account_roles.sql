with patterns as (
  {{ tap_octopus.for_each_dossier('account_roles', ['role', 'pattern'], ['role']) }}
),

found as (
  select distinct a.dossier_id, a.account_nr, p.role
  from {{ ref('used_accounts') }} as a
  join patterns as p on p.dossier_id = a.dossier_id and a.account_text like p.pattern
)

select f.dossier_id, f.account_nr, f.role
from found as f
left join found as settled
  on settled.dossier_id = f.dossier_id
  and settled.account_nr = f.account_nr
  and settled.role = 'vat_current_account'
where settled.account_nr is null or f.role not in ('vat_deductible', 'vat_due')
