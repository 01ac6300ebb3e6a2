"""For authors of plugins: a pytest plugin with everything that a test of a plugin needs.

It is found by pytest wherever gongkai is installed. Fixtures:

- ``gongkai_office``: an opened office of a small town, in a temporary store; with ``gongkai_store`` asked for, too, the
  test runs on SQLite and on PostgreSQL;
- ``gongkai_today``: sets the day on which everything is judged;
- ``gongkai_as``: the office with an account of a role (``clerk``, ``viewer``, ``head`` …);
- ``gongkai_run``: the command line, called in this process;
- ``gongkai_pilot``: the terminal UI under the keys of a test;
- ``gongkai_hostile``: one hostile text; the test runs once for each.

``pytest --gongkai-conformance`` adds the tests of ``gongkai.testing.conformance`` for every plugin of the project.
"""
