select dossier_id, relation_id, max(relation_name) as name
from {marts}.general_ledger
where dossier_id in ({dossiers}) and relation_id = {relation}
group by dossier_id, relation_id
