select auth.is_fresh() as fresh
