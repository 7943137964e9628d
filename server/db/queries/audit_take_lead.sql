-- Under the lock of audit_try_lock only.
select audit.take_lead() as fence;
