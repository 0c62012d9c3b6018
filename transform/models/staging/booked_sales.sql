select dossier_id, bookyear_id, journal_key, document_sequence_nr
from {{ ref('general_ledger') }}
where journal_type = 2 and is_first_line = {{ tap_octopus.yes() }}
