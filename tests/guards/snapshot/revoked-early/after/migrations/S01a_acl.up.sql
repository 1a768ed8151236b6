REVOKE SELECT ON qt001.unit FROM directus;
