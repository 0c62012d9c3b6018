select dossier_id, account_nr, month, journal_keys, journal_name, iban, balance
from {marts}.cash_position
where dossier_id in ({dossiers}) and month <= {as_of}
order by dossier_id, account_nr, month
