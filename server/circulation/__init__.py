"""Loans, returns, renewals, holds, money and the state of copies: what the rules decide, done in the database.

Locks are taken in one order everywhere, so that nobody waits in a ring: patrons by id, then titles and their copies by
title and copy. Whoever changes a title's queue has the title's row; the unique indexes have the last word.
"""
