"""What was made last is kept, the longest unused goes first, and what is too large is not kept at all."""

from services.billing.adapters.recent import Recent


def test_the_longest_unused_goes_first() -> None:
    recent = Recent(400)
    for name in (b"a", b"b", b"c", b"d"):
        recent.put(name, name * 100)
    assert recent.get(b"a") == b"a" * 100

    recent.put(b"e", b"e" * 100)

    assert recent.get(b"b") is None
    assert all(recent.get(name) == name * 100 for name in (b"a", b"c", b"d", b"e"))


def test_what_is_too_large_is_not_kept() -> None:
    recent = Recent(400)
    recent.put(b"a", b"a" * 101)

    assert recent.get(b"a") is None


def test_keeping_a_thing_twice_takes_its_room_once() -> None:
    recent = Recent(400)
    for _ in range(10):
        recent.put(b"a", b"a" * 100)
    for name in (b"b", b"c", b"d"):
        recent.put(name, name * 100)

    assert recent.get(b"a") == b"a" * 100
