"""Exchange between deployments: who is who (identity, keys, certificates), and the bundles that travel between them.

Imported only when used: nothing here is needed to list or edit a register.
"""
