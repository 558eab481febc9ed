/**
 * Removes an item from a list, and moves the last item to its place. Returns false if the list does not contain the item.
 *
 * Objects that live as long as a call are kept in such a list and not in a `Set` or `Map`. V8 replaces the table of a
 * `Set` that changes with every call again and again. The old tables refer to each other and to what they contained, so
 * that ended calls would stay in memory until the next full garbage collection.
 */
export function removeFrom<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at < 0) return false;
  const last = list.pop() as T;
  if (at < list.length) list[at] = last;
  return true;
}
