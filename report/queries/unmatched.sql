select
  dossier_id, bookyear_id, journal_key, document_sequence_nr, relation_id, relation_name as relation,
  document_date as date, comment as reference, open_amount as amount
from {marts}.bank_lines
where dossier_id in ({dossiers}) and open_amount <> 0
order by dossier_id, document_date, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
