"""The command line: `understudy film`, `still`, `say`, `check`, `voices`, `avatars`, `inspect`,
`doctor`, `avatar build|show`, `models fetch|list|verify`.

Exit codes: 0 done; 2 the command line is wrong; 3 the input is wrong; 4 an engine failed; 5 the machine lacks
something; 130 interrupted; 143 terminated.
"""
