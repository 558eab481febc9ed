/** Removes the oldest entry of a map or set if it has more than `most` entries. */
export function dropOldest<K>(entries: Map<K, unknown> | Set<K>, most: number): void {
  if (entries.size <= most) return;
  const [oldest] = entries.keys();
  entries.delete(oldest as K);
}
