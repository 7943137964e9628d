-- The operator's command makes a practice and its people's first invitations (docs/operator.md), as the service `provision`.
-- An invitation is a way in: no other service makes one, an account or its roles.
grant insert on auth.invitation to custos_operations;
do $$
declare
    t text;
begin
    foreach t in array array['account', 'account_role', 'invitation'] loop
        execute format('create policy provisioning on auth.%I as restrictive for insert to custos_operations '
                       'with check ((select auth.service()) = ''provision'')', t);
    end loop;
end $$;
