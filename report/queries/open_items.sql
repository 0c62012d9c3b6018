-- As the mart open_items, on any day; what is owed is positive, whoever owes it.
select
  i.dossier_id, i.side, i.bookyear_id, i.journal_key, i.document_sequence_nr, i.line_sequence_nr,
  i.relation_id, r.relation, i.expiry_date, i.amount, i.open_amount,
  {as_of} - i.expiry_date as days_overdue
from (
  select
    side, dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr,
    max(relation_id) as relation_id,
    max(expiry_date) as expiry_date,
    sum(case when kind <> 'booking' then 0 when side = 'suppliers' then -amount else amount end)
      as amount,
    sum(case when side = 'suppliers' then -amount else amount end) as open_amount
  from {marts}.open_item_movements
  where dossier_id in ({dossiers}) and coalesce(movement_date, {as_of}) <= {as_of}
  group by side, dossier_id, bookyear_id, journal_key, document_sequence_nr, line_sequence_nr
  having sum(amount) <> 0
) as i
left join (
  select dossier_id, relation_id, max(relation_name) as relation
  from {marts}.general_ledger
  where dossier_id in ({dossiers}) and relation_id is not null
  group by dossier_id, relation_id
) as r on r.dossier_id = i.dossier_id and r.relation_id = i.relation_id
order by
  i.dossier_id, i.side, i.relation_id, i.expiry_date, i.bookyear_id, i.journal_key,
  i.document_sequence_nr, i.open_amount
