-- What one customer or supplier was charged, and what settled it; what is owed is positive.
select
  m.dossier_id, m.side, m.bookyear_id, m.journal_key, m.document_sequence_nr,
  m.line_sequence_nr, m.kind, m.movement_date as date, m.other_journal_key, m.other_document_sequence_nr,
  case when m.side = 'suppliers' then -m.amount else m.amount end as amount
from {marts}.open_item_movements as m
where
  m.dossier_id in ({dossiers})
  and m.relation_id = {relation}
  and coalesce(m.movement_date, {as_of}) <= {as_of}
order by
  m.side, m.document_date, m.bookyear_id, m.journal_key, m.document_sequence_nr,
  m.line_sequence_nr, m.movement_date, m.kind, m.amount
