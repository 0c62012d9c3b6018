{%- set keys = {
  'bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'buysell_bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr'],
  'financialdivers_bookings': ['bookyear_id', 'journal_key', 'document_sequence_nr'],
  'balancings': [
    'debet_bookyear_id', 'debet_journal_key',
    'debet_document_sequence_nr', 'debet_line_sequence_nr',
    'credit_bookyear_id', 'credit_journal_key',
    'credit_document_sequence_nr', 'credit_line_sequence_nr',
  ],
  'account_amounts': ['bookyear_id', 'bookyear_period_nr', 'account_nr'],
  'report_open_clients': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'report_open_suppliers': ['bookyear_id', 'journal_key', 'document_sequence_nr', 'line_sequence_nr'],
  'accounts': ['bookyear_id', 'account_nr'],
  'journals': ['bookyear_id', 'journal_key'],
  'financial_journals': ['bookyear_id', 'journal_key'],
  'vat_codes': ['code', 'type'],
  'relations': ['relation_id'],
  'costcentres': ['cost_centre_id'],
  'bookyears': ['bookyear_id'],
  'dossiers': [],
} -%}
-- 10. Group and keys: every row is there once, points at rows that exist, and belongs to a dossier,
-- so that the dossiers add up to the group.
-- A row is a key that comes more than once, or a booking without its dossier, bookyear, journal,
-- account or relation. A dossier that Octopus lists no longer keeps its last picture, and so shows.
with doubled as (
  {%- for table, key in keys.items() %}
  select
    '{{ table }}' as what,
    dossier_id,
    {{ tap_octopus.joined(key) or "''" }} as which,
    count(*) as times
  from {{ ref('live_' ~ table) }}
  group by {{ (['dossier_id'] + key) | join(', ') }}
  having count(*) > 1
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

lines as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.journal_key,
    l.document_sequence_nr,
    l.line_sequence_nr,
    case
      when d.dossier_id is null then 'dossier'
      when y.bookyear_id is null then 'bookyear'
      when j.journal_key is null then 'journal'
      when a.account_nr is null then 'account'
      when l.relation_id is not null and r.relation_id is null then 'relation'
    end as missing
  from {{ ref('general_ledger') }} as l
  left join {{ ref('live_dossiers') }} as d on d.dossier_id = l.dossier_id
  left join {{ ref('live_bookyears') }} as y
    on y.dossier_id = l.dossier_id and y.bookyear_id = l.bookyear_id
  left join {{ ref('live_journals') }} as j
    on j.dossier_id = l.dossier_id
    and j.bookyear_id = l.bookyear_id
    and j.journal_key = l.journal_key
  left join {{ ref('live_accounts') }} as a
    on a.dossier_id = l.dossier_id
    and a.bookyear_id = l.bookyear_id
    and a.account_nr = l.account_nr
  left join {{ ref('live_relations') }} as r
    on r.dossier_id = l.dossier_id and r.relation_id = l.relation_id
)

select
  k.dossier_id,
  {{ tap_octopus.say(
    "'Dossier '", 'k.dossier_id', "': '", 'k.which', "' is there '", 'k.times', "' times in '",
    'k.what', "'. Look at how that table was loaded.'"
  ) }} as message
from doubled as k
union all
select
  l.dossier_id,
  {{ tap_octopus.say("'Line '", 'l.line_sequence_nr', "' of '") }}
  || {{ tap_octopus.document_of('l') }} || {{ tap_octopus.say(
    "' names a '", 'l.missing', "' that is not there. Look for it in Octopus.'"
  ) }}
from lines as l
where l.missing is not null
