-- A payment comes over bank or cash: in a financial journal, or in a sundry document that moves
-- money. Opening entries repeat what was open, and pay nothing.
with money as (
  select distinct l.dossier_id, l.bookyear_id, l.journal_key, l.document_sequence_nr
  from {{ ref('general_ledger') }} as l
  join {{ ref('dossier_account_roles') }} as c
    on c.dossier_id = l.dossier_id and c.account_nr = l.account_nr and c.role = 'cash'
  where l.journal_type = 4 and l.is_opening = {{ tap_octopus.no() }}
),

movements as (
  select *
  from {{ ref('open_item_movements') }}
  where
    side = 'customers'
    and left(journal_key, 1) = 'V'
    and coalesce(movement_date, {{ tap_octopus.as_of() }}) <= {{ tap_octopus.as_of() }}
    and (amount > 0) = (kind = 'booking')
)

select
  m.dossier_id,
  m.bookyear_id,
  m.journal_key,
  m.document_sequence_nr,
  m.other_bookyear_id,
  m.other_journal_key,
  m.other_document_sequence_nr,
  m.other_line_sequence_nr,
  m.relation_id,
  case
    when m.kind = 'booking' then 'invoice'
    when left(m.other_journal_key, 1) = 'F' or d.dossier_id is not null then 'payment'
    when left(m.other_journal_key, 1) = 'V' then 'credit note'
    else 'other'
  end as kind,
  abs(m.amount) as amount,
  m.document_date,
  m.expiry_date,
  m.other_document_date as settled_date,
  {{ dbt.datediff('m.document_date', 'm.other_document_date', 'day') }} as days_to_pay,
  {{ dbt.datediff('m.expiry_date', 'm.other_document_date', 'day') }} as days_late
from movements as m
left join money as d
  on d.dossier_id = m.dossier_id
  and d.bookyear_id = m.other_bookyear_id
  and d.journal_key = m.other_journal_key
  and d.document_sequence_nr = m.other_document_sequence_nr
