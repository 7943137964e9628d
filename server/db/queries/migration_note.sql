-- $1 name, $2 text.
insert into migration.applied (name, checksum) values ($1, pg_catalog.sha256(pg_catalog.convert_to($2, 'UTF8')))
