/**
 * Removes an item from a list, and moves the last item to its place. Returns false if the list does not contain the
 * item.
 *
 * Objects that exist as long as a call are kept in such a list instead of a `Set` or `Map`. When entries are added to a
 * `Set` and removed again, V8 often replaces its internal table. The old tables refer to each other and to their
 * entries, so ended calls would stay in memory until the next full garbage collection.
 */
export function removeFrom<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at < 0) return false;
  const last = list.pop() as T;
  if (at < list.length) list[at] = last;
  return true;
}
