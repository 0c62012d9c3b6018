{%- set as_of = tap_octopus.as_of() -%}
{%- set key = ['bookyear_id', 'journal_key', 'document_sequence_nr'] -%}
{%- set in_euro = "coalesce(nullif(trim(currency_code), ''), 'EUR') = 'EUR'" -%}
{%- set no_document = ['cast(null as ' ~ dbt.type_bigint() ~ ') as bookyear_id',
  'cast(null as ' ~ dbt.type_string() ~ ') as journal_key',
  'cast(null as ' ~ dbt.type_bigint() ~ ') as document_sequence_nr'] | join(', ') -%}
-- Money that is expected to come or go, on which day, and for which document; what is there already
-- is the opening.
with lags as (
  select
    dossier_id,
    {{ tap_octopus.quotient('sum(days_late * amount)', 'sum(amount)') }} as days_late
  from {{ ref('invoice_settlements') }}
  where kind = 'payment' and days_late is not null
  group by dossier_id
),

items as (
  select
    i.*,
    -- No further than ten years, whatever a date may say.
    least(
      coalesce(i.expiry_date, {{ as_of }}),
      cast({{ dbt.dateadd('year', 10, as_of) }} as date)
    ) as due_date
  from {{ ref('open_items') }} as i
),

customers as (
  select
    i.dossier_id,
    {{ tap_octopus.listed(key, 'i') }},
    i.due_date,
    i.open_amount as amount,
    least(greatest(
      cast(round(coalesce(p.average_days_late, l.days_late, 0), 0) as {{ dbt.type_int() }}), -3650
    ), 3650) as days_late
  from items as i
  left join {{ ref('payment_behaviour') }} as p
    on p.dossier_id = i.dossier_id and p.relation_id = i.relation_id
  left join lags as l on l.dossier_id = i.dossier_id
  where i.side = 'customers'
),

listed as (
  select dossier_id, {{ key | join(', ') }}, pay_date, sum({{ tap_octopus.cents('amount') }}) as amount
  from {{ ref('live_bank_paymentlist') }}
  where {{ in_euro }}
  group by dossier_id, {{ key | join(', ') }}, pay_date
),

listed_days as (
  select dossier_id, pay_date, sum(amount) as amount
  from listed
  group by dossier_id, pay_date
),

-- An envelope that was not paid yet may hold what is still in the list: only the rest of it counts.
envelopes as (
  select
    e.dossier_id,
    e.pay_date,
    greatest(e.amount - coalesce(l.amount, 0), 0) as amount
  from (
    select dossier_id, pay_date, sum({{ tap_octopus.cents('amount') }}) as amount
    from {{ ref('live_bank_envelopes') }}
    where {{ in_euro }} and coalesce(status, {{ tap_octopus.no() }}) = {{ tap_octopus.no() }}
    group by dossier_id, pay_date
  ) as e
  left join listed_days as l on l.dossier_id = e.dossier_id and l.pay_date = e.pay_date
),

sent as (
  select dossier_id, sum(amount) as amount from envelopes group by dossier_id
),

-- Less what the list pays of each, and then what envelopes pay, of those that are due first.
suppliers as (
  select
    i.dossier_id,
    {{ tap_octopus.listed(key, 'i') }},
    i.due_date,
    case
      when i.open_amount < 0 then least(i.open_amount + coalesce(l.amount, 0), 0)
      else i.open_amount
    end as amount,
    row_number() over (
      partition by i.dossier_id
      order by i.due_date, {{ tap_octopus.listed(key + ['line_sequence_nr'], 'i') }}
    ) as place
  from items as i
  left join (
    select dossier_id, {{ key | join(', ') }}, sum(amount) as amount
    from listed
    group by dossier_id, {{ key | join(', ') }}
  ) as l
    on l.dossier_id = i.dossier_id
    {%- for column in key %}
    and l.{{ column }} = i.{{ column }}
    {%- endfor %}
  where i.side = 'suppliers'
),

to_pay as (
  select
    s.*,
    coalesce(e.amount, 0) as sent,
    {{ tap_octopus.running('least(s.amount, 0)', ['s.dossier_id'], 's.place') }} as so_far
  from suppliers as s
  left join sent as e on e.dossier_id = s.dossier_id
)

select
  dossier_id, 'opening' as source, {{ no_document }}, {{ as_of }} as expected_date, cash as amount
from {{ ref('desk_figures') }}
union all
select
  dossier_id, 'customers', {{ key | join(', ') }},
  cast({{ dbt.dateadd('day', 'days_late', 'due_date') }} as date), amount
from customers
union all
select
  dossier_id,
  'suppliers',
  {{ key | join(', ') }},
  due_date,
  case when amount < 0 then least(greatest(so_far + sent, amount), 0) else amount end
from to_pay
union all
select dossier_id, 'payment_list', {{ key | join(', ') }}, coalesce(pay_date, {{ as_of }}), -amount from listed
union all
select dossier_id, 'envelopes', {{ no_document }}, coalesce(pay_date, {{ as_of }}), -amount from envelopes
union all
select dossier_id, 'vat', {{ no_document }}, due_date_tolerated, -grid_71
from {{ ref('vat_returns') }}
where due_date_tolerated >= {{ as_of }} and grid_71 > 0
