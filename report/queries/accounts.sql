select
  a.dossier_id, a.account_nr, a.description_nl, a.description_fr, a.description_en, a.line, r.roles
from {marts}.dim_account as a
left join (
  select dossier_id, account_nr, string_agg(role, ' ' order by role) as roles
  from {staging}.dossier_account_roles
  group by dossier_id, account_nr
) as r on r.dossier_id = a.dossier_id and r.account_nr = a.account_nr
where a.dossier_id in ({dossiers})
order by a.dossier_id, a.account_nr
