select dossier_id, last_sync_at from {marts}.office_desk where dossier_id in ({dossiers})
