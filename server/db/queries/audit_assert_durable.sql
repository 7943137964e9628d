-- Raises CU501 where a commit would be acknowledged before it is on disk.
select audit.assert_durable();
