select dossier_id, month, salesperson, sum(amount) as revenue
from {{ ref('booked_invoice_lines') }}
group by dossier_id, month, salesperson
having sum(amount) <> 0
