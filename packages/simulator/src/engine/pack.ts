/** A value with big integers in it as plain JSON: `{ "$": "123" }` stands for 123n. What is undefined is left out. */
export function pack(value: unknown): unknown {
  if (typeof value === 'bigint') return { $: value.toString() };
  if (Array.isArray(value)) return value.map(pack);
  if (value === null || typeof value !== 'object') return value;
  const packed: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) if (each !== undefined) packed[key] = pack(each);
  return packed;
}

/** The value that {@link pack} packed. */
export function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$') return BigInt(String(first[1]));
  return Object.fromEntries(entries.map(([key, each]) => [key, unpack(each)]));
}
