{%- set as_of = tap_octopus.as_of() -%}
{%- set days = var('alert_open_item_days') | int -%}
{%- set languages = ['nl', 'fr', 'en'] -%}
-- Each with a key that stays the same as long as it is about the same thing.
with ledgers as (
  select i.dossier_id, s.synced_at, s.outcome, s.is_late
  from {{ ref('dossier_ids') }} as i
  left join {{ ref('sync_monitor') }} as s
    on s.dossier_id = i.dossier_id and s.stream = 'bookings'
),

mistakes as (
  select
    dossier_id,
    check_name,
    bookyear_id,
    subject,
    detail,
    max(amount) as amount,
    {%- for language in languages %}
    max(sentence_{{ language }}) as sentence_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('findings') }}
  where severity = 'error'
  group by dossier_id, check_name, bookyear_id, subject, detail
),

told as (
  select
    'open_item_old' as kind,
    o.dossier_id,
    {{ tap_octopus.say(
      'o.bookyear_id', "':'", 'o.journal_key', "':'", 'o.document_sequence_nr', "':'",
      'o.line_sequence_nr'
    ) }} as what,
    'warning' as severity,
    {{ tap_octopus.document('o') }} as subject,
    o.relation_name as who,
    o.open_amount as amount,
    o.expiry_date as due_date,
    {%- for language in languages %}
    cast(null as {{ dbt.type_string() }}) as detail_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('open_items') }} as o
  where o.side = 'customers' and o.open_amount > 0 and o.days_overdue > {{ days }}
  union all
  select
    'return_due',
    d.dossier_id,
    {{ tap_octopus.say('d.return_start') }},
    'warning',
    {{ tap_octopus.date_text('d.return_end') }},
    null,
    d.vat_amount,
    d.vat_due_date,
    d.reasons_nl,
    d.reasons_fr,
    d.reasons_en
  from {{ ref('office_desk') }} as d
  join {{ ref('next_returns') }} as n on n.dossier_id = d.dossier_id
  where
    n.is_protected = {{ tap_octopus.no() }}
    and d.can_be_filed = {{ tap_octopus.no() }}
    and d.vat_due_date >= {{ as_of }}
    and d.vat_due_date <= cast({{ dbt.dateadd('day', var('alert_return_days') | int, as_of) }} as date)
  union all
  select
    'dossier_not_read',
    l.dossier_id,
    coalesce(cast(cast(l.synced_at as date) as {{ dbt.type_string() }}), 'never'),
    'error',
    coalesce({{ tap_octopus.date_text('cast(l.synced_at as date)') }}, '-'),
    null,
    null,
    null,
    null,
    null,
    null
  from ledgers as l
  where l.outcome is null or l.outcome in ('refused', 'failed') or l.is_late = {{ tap_octopus.yes() }}
  union all
  select
    'finding_error',
    m.dossier_id,
    {{ tap_octopus.say(
      'm.check_name', "':'", 'm.bookyear_id', "':'", 'm.subject', "':'", 'm.detail'
    ) }},
    'error',
    m.subject,
    null,
    m.amount,
    null,
    {{ tap_octopus.listed(['sentence_nl', 'sentence_fr', 'sentence_en'], 'm') }}
  from mistakes as m
),

dossiers as (
  select dossier_id, max(dossier_description) as dossier_description
  from {{ ref('live_dossiers') }}
  group by dossier_id
)

select
  {{ tap_octopus.say('t.kind', "':'", 't.dossier_id', "':'", 't.what') }} as alert_key,
  t.kind,
  t.dossier_id,
  d.dossier_description,
  t.severity,
  t.subject,
  t.amount,
  t.due_date,
  {%- for language in languages %}
  {{ tap_octopus.filled('s.text_' ~ language, {
    'subject': 't.subject',
    'who': 't.who',
    'amount': tap_octopus.amount_text('t.amount', language),
    'date': tap_octopus.date_text('t.due_date'),
    'detail': 't.detail_' ~ language,
  }) }} as sentence_{{ language }}{{ ',' if not loop.last }}
  {%- endfor %}
from told as t
join {{ ref('sentences') }} as s on s.sentence = {{ tap_octopus.concat("'alert_'", 't.kind') }}
left join dossiers as d on d.dossier_id = t.dossier_id
