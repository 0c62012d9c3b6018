with booked as (
  select distinct dossier_id, bookyear_id, journal_key, document_sequence_nr
  from {{ ref('general_ledger') }}
  where journal_type = 2
),

its_salesperson as (
  select
    v.dossier_id,
    v.bookyear_id,
    v.journal_key,
    v.document_sequence_nr,
    min(v.value) as salesperson
  from (
    select
      d.dossier_id,
      d.bookyear_id,
      d.journal_key,
      d.document_sequence_nr,
      {{ tap_octopus.field('line', 'custom_field_id', 'integer') }} as custom_field_id,
      {{ tap_octopus.field('line', 'value') }} as value
    from {{ ref('live_invoices') }} as d
    {{ tap_octopus.unnest('d.custom_field_value_list', 'line') }}
  ) as v
  join {{ ref('live_customfields') }} as f
    on f.dossier_id = v.dossier_id and f.custom_field_id = v.custom_field_id
  where '{{ var('salesperson_field') }}'
    in (f.description_nl, f.description_fr, f.description_en, f.description_de)
  group by v.dossier_id, v.bookyear_id, v.journal_key, v.document_sequence_nr
)

select
  l.dossier_id,
  l.bookyear_id,
  l.journal_key,
  l.document_sequence_nr,
  {{ tap_octopus.first_of_month('l.document_date') }} as month,
  coalesce(l.extern_product_nr, '') as extern_product_nr,
  coalesce(s.salesperson, '') as salesperson,
  l.quantity,
  l.amount
from {{ ref('invoice_lines') }} as l
join booked as b
  on b.dossier_id = l.dossier_id
  and b.bookyear_id = l.bookyear_id
  and b.journal_key = l.journal_key
  and b.document_sequence_nr = l.document_sequence_nr
left join its_salesperson as s
  on s.dossier_id = l.dossier_id
  and s.bookyear_id = l.bookyear_id
  and s.journal_key = l.journal_key
  and s.document_sequence_nr = l.document_sequence_nr
