select a.name, a.checksum from migration.applied a order by a.name
