-- $1 the block
select phi.lift_block($1) as lifted
