"""Where the server's truth rests: tables, migrations, and the way to a database."""
