select code, permissions from auth.list_roles()
