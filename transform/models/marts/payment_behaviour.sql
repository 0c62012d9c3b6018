with payments as (
  select
    dossier_id,
    relation_id,
    {{ tap_octopus.payment_sums() }},
    max(days_late) as worst_days_late,
    max(settled_date) as last_payment_date
  from {{ ref('invoice_settlements') }}
  where kind = 'payment'
  group by dossier_id, relation_id
),

-- An invoice is paid when nothing of it is open and a payment was among what settled it.
each_invoice as (
  select
    dossier_id,
    relation_id,
    max(case when kind = 'invoice' then 1 else 0 end) as is_invoice,
    max(case when kind = 'payment' then 1 else 0 end) as has_payment,
    sum(case when kind = 'invoice' then amount else -amount end) as open_amount,
    sum(case when kind = 'other' then amount else 0 end) as settled_otherwise
  from {{ ref('invoice_settlements') }}
  where relation_id is not null
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr, relation_id
),

invoices as (
  select
    dossier_id,
    relation_id,
    sum(is_invoice) as invoices,
    sum(case when has_payment = 1 and open_amount <= 0 then 1 else 0 end) as paid_invoices,
    sum(settled_otherwise) as settled_otherwise
  from each_invoice
  where is_invoice = 1
  group by dossier_id, relation_id
),

still_open as (
  select
    dossier_id,
    relation_id,
    sum(open_amount) as open_amount,
    sum(case when days_overdue > 0 then open_amount else 0 end) as open_overdue
  from {{ ref('open_items') }}
  where side = 'customers'
  group by dossier_id, relation_id
)

select
  i.dossier_id,
  i.relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  i.invoices,
  i.paid_invoices,
  coalesce(p.payments, 0) as payments,
  coalesce(p.paid_amount, 0) as paid_amount,
  p.average_days_to_pay,
  p.average_days_late,
  p.average_days_late_simple,
  coalesce(p.late_payments, 0) as late_payments,
  p.late_share,
  coalesce(p.paid_late_amount, 0) as paid_late_amount,
  p.worst_days_late,
  p.last_payment_date,
  i.settled_otherwise,
  coalesce(o.open_amount, 0) as open_amount,
  coalesce(o.open_overdue, 0) as open_overdue
from invoices as i
left join payments as p
  on p.dossier_id = i.dossier_id and p.relation_id = i.relation_id
left join still_open as o
  on o.dossier_id = i.dossier_id and o.relation_id = i.relation_id
left join {{ ref('live_relations') }} as r
  on r.dossier_id = i.dossier_id and r.relation_id = i.relation_id
