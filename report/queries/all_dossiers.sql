select dossier_id from {live}.dossiers order by dossier_id
