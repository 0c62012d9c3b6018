-- VAT that is shifted to the buyer may or may not be shown on a line: it follows from the rate.
-- Octopus counts a foreign document in its own currency; each figure is converted by itself here.
with lines as (
  select
    d.dossier_id,
    d.bookyear_id,
    d.journal_key,
    d.document_sequence_nr,
    d.bookyear_period_nr,
    d.document_date,
    d.relation_id,
    d.currency_code,
    coalesce(d.exchange_rate, 1) as exchange_rate,
    case when d.amount < 0 then -1 else 1 end as sign,
    case when left(d.journal_key, 1) = 'A' then 1 else 2 end
      + case when d.amount < 0 then 2 else 0 end as document_type,
    {{ tap_octopus.field('line', 'account_nr', 'integer') }} as account_nr,
    {{ tap_octopus.field('line', 'cost_centre_id', 'integer') }} as cost_centre_id,
    {{ tap_octopus.field('line', 'vat_code_key') }} as vat_code,
    {{ tap_octopus.field('line', 'base_amount', 'number') }} as base_amount,
    {{ tap_octopus.field('line', 'vat_amount', 'number') }} as vat_amount,
    coalesce({{ tap_octopus.field('line', 'vat_recup_percentage', 'number') }}, 100)
      as recuperation_percentage
  from {{ ref('live_buysell_bookings') }} as d
  {{ tap_octopus.unnest('d.booking_lines', 'line') }}
),

shifted as (
  select distinct code, type
  from {{ ref('vat_grids') }}
  where grid in ('55', '56', '57')
),

with_vat as (
  select
    l.*,
    case
      when s.code is null then {{ tap_octopus.cents('l.vat_amount') }}
      else {{ tap_octopus.cents(
        tap_octopus.product('l.base_amount', 'c.base_percentage', tap_octopus.percent())) }}
    end as vat
  from lines as l
  left join shifted as s
    on s.code = l.vat_code and s.type = l.document_type
  left join {{ ref('live_vat_codes') }} as c
    on c.dossier_id = l.dossier_id and c.code = l.vat_code and c.type = l.document_type
),

with_deductible as (
  select
    w.*,
    {{ tap_octopus.cents(
      tap_octopus.product('w.vat', 'w.recuperation_percentage', tap_octopus.percent())) }}
      as deductible
  from with_vat as w
),

converted as (
  select
    d.*,
    d.sign * {{ tap_octopus.cents(tap_octopus.product('d.base_amount', 'd.exchange_rate')) }}
      as base_in_euro,
    d.sign * {{ tap_octopus.cents(tap_octopus.product('d.vat', 'd.exchange_rate')) }}
      as vat_in_euro,
    d.sign * {{ tap_octopus.cents(tap_octopus.product('d.deductible', 'd.exchange_rate')) }}
      as deductible_in_euro,
    d.sign * {{ tap_octopus.cents(
      tap_octopus.product('(d.base_amount + d.vat - d.deductible)', 'd.exchange_rate')) }}
      as cost_in_euro
  from with_deductible as d
)

select
  dossier_id,
  bookyear_id,
  journal_key,
  document_sequence_nr,
  bookyear_period_nr,
  document_date,
  document_type,
  sign,
  relation_id,
  account_nr,
  cost_centre_id,
  vat_code,
  recuperation_percentage,
  currency_code,
  exchange_rate,
  vat as document_vat_amount,
  deductible as document_deductible_vat,
  base_in_euro as base_amount,
  vat_in_euro as vat_amount,
  deductible_in_euro as deductible_vat,
  cost_in_euro - base_in_euro as lost_vat,
  cost_in_euro as cost
from converted
