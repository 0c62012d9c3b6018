select
  dossier_id, bookyear_id, journal_key, document_sequence_nr, severity, check_name, sentence_nl,
  sentence_fr, sentence_en
from {marts}.findings
where dossier_id in ({dossiers})
order by
  dossier_id, case severity when 'error' then 1 when 'warning' then 2 else 3 end, check_name,
  sentence_nl, sentence_fr, sentence_en
