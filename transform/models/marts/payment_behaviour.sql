with payments as (
  -- The item is an invoice on the debit side; a credit note stands on the other.
  select
    dossier_id,
    relation_id,
    -amount as amount,
    other_document_date as payment_date,
    {{ dbt.datediff('document_date', 'other_document_date', 'day') }} as days_to_pay,
    {{ dbt.datediff('expiry_date', 'other_document_date', 'day') }} as days_late
  from {{ ref('open_item_movements') }}
  where
    side = 'customers'
    and kind = 'match'
    and amount < 0
    and left(journal_key, 1) = 'V'
    and left(other_journal_key, 1) in ('F', 'D')
    and relation_id is not null
),

summed as (
  select
    dossier_id,
    relation_id,
    count(*) as payments,
    sum(amount) as paid_amount,
    sum(days_to_pay * amount) as weighted_days_to_pay,
    sum(days_late * amount) as weighted_days_late,
    sum(case when days_late > 0 then amount else 0 end) as paid_late_amount,
    max(days_late) as worst_days_late,
    max(payment_date) as last_payment_date
  from payments
  group by dossier_id, relation_id
)

select
  s.dossier_id,
  s.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  s.payments,
  s.paid_amount,
  {{ tap_octopus.quotient('s.weighted_days_to_pay', 's.paid_amount') }} as average_days_to_pay,
  {{ tap_octopus.quotient('s.weighted_days_late', 's.paid_amount') }} as average_days_late,
  s.paid_late_amount,
  s.worst_days_late,
  s.last_payment_date
from summed as s
left join {{ ref('live_relations') }} as r
  on r.dossier_id = s.dossier_id and r.relation_id = s.relation_id
