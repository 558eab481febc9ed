/**
 * Removes an item from a list, and moves the last item to its place. Returns false if the list does not contain the
 * item.
 *
 * Objects that live as long as one call are kept in a list instead of a `Set` or `Map`, so that they can be freed soon
 * after the call. When entries are added to a `Set` and removed again, V8 often replaces the internal table of the set.
 * The old tables refer to each other and to their entries, so the objects of ended calls would stay in memory until the
 * next full garbage collection.
 */
export function removeFrom<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at < 0) return false;
  const last = list.pop() as T;
  if (at < list.length) list[at] = last;
  return true;
}
