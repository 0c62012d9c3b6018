select
  d.dossier_id,
  d.check_name,
  c.severity,
  d.is_made,
  count(f.check_name) as findings
from {{ ref('check_dossiers') }} as d
join {{ ref('checks') }} as c on c.check_name = d.check_name
left join {{ ref('findings') }} as f
  on f.dossier_id = d.dossier_id and f.check_name = d.check_name
group by d.dossier_id, d.check_name, c.severity, d.is_made
