select distinct u.user_name, d.dossier_id
from {{ ref('dossier_users') }} as u
join {{ ref('dossier_ids') }} as d on d.dossier_id = coalesce(u.dossier_id, d.dossier_id)
