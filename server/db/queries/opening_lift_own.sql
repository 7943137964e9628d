select phi.lift_own_block() as lifted
