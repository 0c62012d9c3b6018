-- 6. VAT preview: the periodic return, made from the VAT code of every line, agrees with the ledger.
-- A row is a code without grids or rate, or a period in which one of three figures differs:
--   vat        71 (to pay) less 72 (to get back);
--              in the ledger, what purchases and sales left on 411 and 451
--   sales      00-03 and 44-47 less credit notes 48, 49;
--              in the ledger, what sales left on other accounts than those and 400
--   purchases  81-83, credit notes taken off, VAT that cannot be deducted included;
--              in the ledger, what purchases left on other accounts than those and 440
with returns as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    sum(case grid when '71' then amount when '72' then -amount else 0 end) as vat,
    sum(case
      when grid in ('00', '01', '02', '03', '44', '45', '46', '47') then amount
      when grid in ('48', '49') then -amount
      else 0
    end) as sales,
    sum(case when grid in ('81', '82', '83') then amount else 0 end) as purchases
  from {{ ref('vat_position') }}
  group by dossier_id, bookyear_id, bookyear_period_nr
),

trade as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    booking_amount,
    left(journal_key, 1) = 'A' as is_purchase,
    case
      when account_nr between 411000 and 411999 or account_nr between 451000 and 451999 then 'vat'
      when account_nr between 400000 and 400999 or account_nr between 440000 and 440999
        then 'control'
      else 'trade'
    end as kind
  from {{ ref('general_ledger') }}
  where left(journal_key, 1) in ('A', 'V')
),

ledger as (
  select
    dossier_id,
    bookyear_id,
    bookyear_period_nr,
    -sum(case when kind = 'vat' then booking_amount else 0 end) as vat,
    -sum(case when kind = 'trade' and not is_purchase then booking_amount else 0 end) as sales,
    sum(case when kind = 'trade' and is_purchase then booking_amount else 0 end) as purchases
  from trade
  group by dossier_id, bookyear_id, bookyear_period_nr
),

compared as (
  select
    coalesce(r.dossier_id, l.dossier_id) as dossier_id,
    coalesce(r.bookyear_id, l.bookyear_id) as bookyear_id,
    coalesce(r.bookyear_period_nr, l.bookyear_period_nr) as bookyear_period_nr,
    coalesce(r.vat, 0) as vat,
    coalesce(l.vat, 0) as ledger_vat,
    coalesce(r.sales, 0) as sales,
    coalesce(l.sales, 0) as ledger_sales,
    coalesce(r.purchases, 0) as purchases,
    coalesce(l.purchases, 0) as ledger_purchases
  from returns as r
  full outer join ledger as l
    on l.dossier_id = r.dossier_id
    and l.bookyear_id = r.bookyear_id
    and l.bookyear_period_nr = r.bookyear_period_nr
),

unknown_codes as (
  select distinct l.dossier_id, l.bookyear_id, l.bookyear_period_nr, l.vat_code, l.document_type
  from {{ ref('trade_lines') }} as l
  left join {{ ref('vat_grids') }} as g on g.code = l.vat_code and g.type = l.document_type
  where g.code is null or l.vat_amount is null
)

select
  c.dossier_id,
  c.bookyear_id,
  c.bookyear_period_nr,
  {{ tap_octopus.say(
    "'Period '", 'c.bookyear_period_nr', "' of bookyear '", 'c.bookyear_id', "' of dossier '",
    'c.dossier_id', "': by VAT codes and by ledger, VAT is '", 'c.vat', "' and '", 'c.ledger_vat',
    "', sales '", 'c.sales', "' and '", 'c.ledger_sales', "', purchases '", 'c.purchases',
    "' and '", 'c.ledger_purchases', "'. Look at the VAT codes of the documents booked in it.'"
  ) }} as message
from compared as c
join {{ tap_octopus.dossiers_with('buysell_bookings') }} as d on d.dossier_id = c.dossier_id
where c.vat <> c.ledger_vat or c.sales <> c.ledger_sales or c.purchases <> c.ledger_purchases
union all
select
  u.dossier_id,
  u.bookyear_id,
  u.bookyear_period_nr,
  {{ tap_octopus.say(
    "'VAT code '", 'u.vat_code', "' of type '", 'u.document_type', "' is used in period '",
    'u.bookyear_period_nr', "' of bookyear '", 'u.bookyear_id', "' of dossier '", 'u.dossier_id',
    "', and has no grids (seed vat_grids) or no rate (vat_codes).'"
  ) }}
from unknown_codes as u
