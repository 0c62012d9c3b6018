with lines as (
  select
    d.dossier_id,
    d.bookyear_id,
    d.journal_key,
    d.document_sequence_nr,
    d.document_date,
    d.relation_id,
    coalesce(d.exchange_rate, 1) as exchange_rate,
    {{ tap_octopus.field('line', 'extern_product_nr') }} as extern_product_nr,
    {{ tap_octopus.field('line', 'count', 'number') }} as quantity,
    {{ tap_octopus.field('line', 'unit_price', 'number') }} as unit_price,
    coalesce({{ tap_octopus.field('line', 'discount_percentage', 'number') }}, 0)
      as discount_percentage
  from {{ ref('live_invoices') }} as d
  {{ tap_octopus.unnest('d.invoice_lines', 'line') }}
)

select
  dossier_id,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  document_date,
  relation_id,
  extern_product_nr,
  quantity,
  {{ tap_octopus.cents(tap_octopus.product(
    'quantity', 'unit_price', '(100 - discount_percentage)', tap_octopus.percent(), 'exchange_rate'
  )) }} as amount
from lines
