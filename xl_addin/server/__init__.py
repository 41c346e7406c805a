"""The add-in's server: xlwings Server with our own permissions, tokens, certificates and returned folder.

`project/` is the XLWINGS_PROJECT_DIR: thin adapters in the places where xlwings Server looks for them.
Its folder goes to the front of `sys.path`, so nothing but those adapters may live there.
"""
