/** Converts a value with bigints to a JSON value: 123n becomes `{ "$": "123" }`. Undefined fields are left out. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return { $: value.toString() };
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== 'object') return value;
  const json: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) json[key] = toJson(field);
  return json;
}

/** Restores a value from the result of {@link toJson}. */
export function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson);
  if (json === null || typeof json !== 'object') return json;
  const entries = Object.entries(json);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$') return BigInt(String(first[1]));
  return Object.fromEntries(entries.map(([key, field]) => [key, fromJson(field)]));
}
