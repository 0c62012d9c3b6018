-- What each week of the forecast rests on; what is there already is told by the ledger.
select
  dossier_id, bookyear_id, journal_key, document_sequence_nr, source, expected_date,
  cast(date_trunc('week', greatest(expected_date, {as_of})) as date) as week_start, amount
from {staging}.expected_money
where dossier_id in ({dossiers}) and source <> 'opening' and amount <> 0
order by
  dossier_id, expected_date, source, bookyear_id, journal_key, document_sequence_nr, amount
