/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Count the elements of arrays and grow arrays on the heap.  The caller owns an array and gives it
 * back with free(); NULL is an empty array.  An array that cannot grow stays as it is.
 */
#ifndef BT_ARRAY_H
#define BT_ARRAY_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(v)	(sizeof(v) / sizeof(*(v)))

/**
 * array_add() - make room for one element behind the @n elements of @v.
 * @v: a pointer that only this macro grows, one element at a time; elements may be taken off
 * @n: number of elements in use
 *
 * The room is a power of two that follows from @n, so the caller does not keep the room.
 *
 * Return: 0 or -ENOMEM.
 */
#define array_add(v, n)							\
({									\
	void *moved_ = array_with_one_more((v), (n), sizeof(*(v)));	\
									\
	moved_ ? (v) = moved_, 0 : -ENOMEM;				\
})

/**
 * array_reach() - grow @v until it has an element of index @at.
 * @v: a pointer that only this macro grows
 * @room: a size_t with the number of elements, 0 for NULL; at least doubled when it grows
 * @at: an index
 *
 * New elements are zero.
 *
 * Return: 0 or -ENOMEM.
 */
#define array_reach(v, room, at)					\
({									\
	void *moved_ = array_with((v), &(room), (at), sizeof(*(v)));	\
									\
	moved_ ? (v) = moved_, 0 : -ENOMEM;				\
})

static inline void *array_moved(void *v, size_t n, size_t size)
{
	return n <= PTRDIFF_MAX / size ? realloc(v, n * size) : NULL;
}

static inline void *array_with_one_more(void *v, size_t n, size_t size)
{
	return n & (n - 1) ? v : array_moved(v, n ? 2 * n : 1, size);
}

static inline void *array_with(void *v, size_t *room, size_t at, size_t size)
{
	size_t n = *room ? *room : 1;
	char *moved;

	if (at < *room)
		return v;
	while (n <= at && n <= SIZE_MAX / 2)
		n *= 2;
	moved = n > at ? array_moved(v, n, size) : NULL;
	if (!moved)
		return NULL;
	memset(moved + *room * size, 0, (n - *room) * size);
	*room = n;
	return moved;
}

#endif /* BT_ARRAY_H */
