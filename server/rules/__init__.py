"""The library's rules as pure functions, one idea a file: no clock, no database, every reason at once.

Times are the true times of what happened, which may be hours ago; time and facts are parameters.
"""
