-- $1 text of a migration.
select pg_catalog.sha256(pg_catalog.convert_to($1, 'UTF8')) as checksum
