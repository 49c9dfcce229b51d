"""Rehearsals of what must go well on a bad day, each on a stack of its own, with sales going on and the books checked after."""
