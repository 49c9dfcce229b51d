"""Arrays as text. That PostgreSQL reads them as they were is held by tests/integration/db/test_arrays.py."""

from decimal import Decimal

from kit.db.arrays import written


def test_lists_take_the_form_of_postgresql():
    assert written([1, -2]) == "{1,-2}"
    assert written(["a", "b c"]) == '{"a","b c"}'
    assert written(['say "so"', "back\\slash"]) == '{"say \\"so\\"","back\\\\slash"}'
    assert written([None, True, False, 3]) == "{NULL,t,f,3}"
    assert written([None, "NULL", ""]) == '{NULL,"NULL",""}'
    assert written([]) == "{}"


def test_what_is_no_list_or_of_other_things_is_left_to_psycopg2():
    for value in (None, "{1}", 5, (1, 2), [Decimal("1.5")], [[1], [2]], [b"x"]):
        assert written(value) is value
