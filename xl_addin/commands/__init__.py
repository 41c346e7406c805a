"""The commands: what stands behind `tidtam` and behind each file in scripts/.

A command's file imports at its top only what its options need; the rest waits until the command works, so that
`--help` and a mistyped option answer at once.
"""
