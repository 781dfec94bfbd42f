"""Pages of a list, from which entries may be removed while somebody looks at it."""


def last_page(count: int, size: int) -> int:
    """Return the number of the last page of `count` entries, `size` on each; 0 is the first."""
    return max(count - 1, 0) // size


def existing_page(page: int, count: int, size: int) -> int:
    """Return `page`, or the last page if the list has become shorter."""
    return min(page, last_page(count, size))
