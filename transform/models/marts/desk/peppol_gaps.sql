with failures as (
  select
    i.dossier_id,
    i.relation_id,
    i.document_date,
    d.comment,
    count(*) over (partition by i.dossier_id, i.relation_id) as failed_invoices,
    row_number() over (
      partition by i.dossier_id, i.relation_id
      order by i.document_date desc, i.bookyear_id desc, i.document_sequence_nr desc, i.journal_key
    ) as newest
  from {{ ref('live_invoice_deliveries') }} as d
  join {{ ref('live_invoices') }} as i
    on i.dossier_id = d.dossier_id and i.bookyear_id = d.bookyear_id
    and i.journal_key = d.journal_key and i.document_sequence_nr = d.document_sequence_nr
  where
    d.delivery_state in ('ERROR', 'PEPPOL_SEND_FAILED')
    and i.document_date >= {{ tap_octopus.month_away(-12) }}
),

customers as (
  select
    r.dossier_id,
    r.relation_id,
    {{ tap_octopus.relation_name('r') }} as relation_name,
    n.vat_identity as enterprise_nr,
    coalesce(r.invoice_delivery_method, 0) as method,
    r.invoice_delivery_method,
    nullif(trim(r.participant_id), '') as participant_id,
    coalesce(f.failed_invoices, 0) as failed_invoices,
    f.document_date as last_failed_date,
    f.comment as last_failure,
    coalesce(t.turnover_12m, 0) as revenue_12m
  from {{ ref('live_relations') }} as r
  join {{ ref('relation_numbers') }} as n
    on n.dossier_id = r.dossier_id and n.relation_id = r.relation_id
  left join {{ ref('customer_trend') }} as t
    on t.dossier_id = r.dossier_id and t.relation_id = r.relation_id
  left join failures as f
    on f.dossier_id = r.dossier_id and f.relation_id = r.relation_id and f.newest = 1
  where n.kind = 'belgian' and n.vat_type = 1 and coalesce(r.active, {{ tap_octopus.yes() }}) = {{ tap_octopus.yes() }}
)

select
  dossier_id,
  relation_id,
  relation_name,
  enterprise_nr,
  case
    when method <> 3 then 'not_electronic'
    when participant_id is null then 'no_participant'
    else 'sending_failed'
  end as reason,
  invoice_delivery_method,
  participant_id,
  failed_invoices,
  last_failed_date,
  last_failure,
  revenue_12m
from customers
where failed_invoices > 0 or (revenue_12m > 0 and (method <> 3 or participant_id is null))
