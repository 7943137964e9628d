select audit.is_foreign_cluster() as is_foreign;
