/**
 * Removes an item from a list, and moves the last item to its place. Returns false if the list does not contain the
 * item.
 *
 * Objects that live as long as one call are kept in such a list instead of a `Set` or `Map`. V8 often replaces the
 * internal table of a `Set` to which entries are added and removed. The old tables refer to each other and to their
 * entries, so ended calls would stay in memory until the next full garbage collection.
 */
export function removeFrom<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at < 0) return false;
  const last = list.pop() as T;
  if (at < list.length) list[at] = last;
  return true;
}
