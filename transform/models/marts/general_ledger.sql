-- The lines of live_bookings; only that on the control account of a purchase or sale names its relation.
with lines as (
  {{ tap_octopus.live_bookings(whole_documents=true) }}
),

dated as (
  -- The period decides, else the bookyear; within it, the date. A date outside stands for the
  -- nearest day of it.
  select
    l.*,
    coalesce(l.relation_id, case when l.journal_type in (1, 2) then l.document_relation_id end)
      as its_relation_id,
    {{ tap_octopus.cents('l.booking_amount') }} as amount,
    case
      when l.document_date is null or l.document_date < coalesce(p.start_date, y.start_date)
        then coalesce(p.start_date, y.start_date)
      when l.document_date > coalesce(p.end_date, y.end_date)
        then coalesce(p.end_date, y.end_date)
      else l.document_date
    end as booking_date
  from lines as l
  left join {{ ref('live_bookyears') }} as y
    on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  left join {{ ref('periods') }} as p
    on p.dossier_id = l.dossier_id
    and p.bookyear_id = l.bookyear_id
    and p.bookyear_period_nr = l.bookyear_period_nr
)

select
  l.dossier_id,
  d.dossier_description,
  l.bookyear_id,
  l.bookyear_period_nr,
  l.journal_type,
  l.journal_key,
  j.name as journal_name,
  l.document_sequence_nr,
  l.line_sequence_nr,
  {{ tap_octopus.truth('l.line_sequence_nr = l.first_line_nr') }} as is_first_line,
  l.document_date,
  l.expiry_date,
  {{ tap_octopus.first_of_month('coalesce(l.document_date, l.booking_date)') }} as month,
  l.booking_date,
  {{ tap_octopus.first_of_month('l.booking_date') }} as booking_month,
  l.account_nr,
  {{ tap_octopus.translated('a.description') }} as account_description,
  {{ tap_octopus.account_class('l.account_nr') }} as account_class,
  l.its_relation_id as relation_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  l.cost_centre_id,
  {{ tap_octopus.translated('c.description') }} as cost_centre_description,
  l.comment,
  l.reference,
  l.currency_code,
  l.exchange_rate,
  l.amount as booking_amount,
  case when l.amount > 0 then l.amount else 0 end as debit,
  case when l.amount < 0 then -l.amount else 0 end as credit,
  {{ tap_octopus.cents('l.document_amount') }} as document_amount,
  l.vat_section_code,
  l.vat_recuperation_percentage,
  coalesce(o.is_opening, {{ tap_octopus.no() }}) as is_opening,
  coalesce(o.is_repeated, {{ tap_octopus.no() }}) as is_repeated_opening,
  l.synced_at
from dated as l
left join {{ ref('live_dossiers') }} as d on d.dossier_id = l.dossier_id
left join {{ ref('live_journals') }} as j
  on j.dossier_id = l.dossier_id
  and j.bookyear_id = l.bookyear_id
  and j.journal_key = l.journal_key
left join {{ ref('live_accounts') }} as a
  on a.dossier_id = l.dossier_id
  and a.bookyear_id = l.bookyear_id
  and a.account_nr = l.account_nr
left join {{ ref('live_relations') }} as r
  on r.dossier_id = l.dossier_id and r.relation_id = l.its_relation_id
left join {{ ref('live_costcentres') }} as c
  on c.dossier_id = l.dossier_id and c.cost_centre_id = l.cost_centre_id
left join {{ ref('opening_documents') }} as o
  on l.journal_type = 4
  and o.dossier_id = l.dossier_id
  and o.bookyear_id = l.bookyear_id
  and o.journal_key = l.journal_key
  and o.document_sequence_nr = l.document_sequence_nr
