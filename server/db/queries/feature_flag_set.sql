-- $1 flag, $2 whether it is on
select auth.set_feature_flag($1, $2)
