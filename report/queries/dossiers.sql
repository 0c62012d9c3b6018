select dossier_id, dossier_description as name, vat_nr
from {live}.dossiers
where dossier_id in ({dossiers})
order by dossier_description, dossier_id
