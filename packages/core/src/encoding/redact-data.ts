/**
 * The most characters of one text, and of all texts, that an error keeps of a reply. Refusals of the exchange are far
 * shorter.
 */
const MAX_TEXT = 2000;
const MAX_TOTAL = 20_000;
const MAX_VALUES = 1000;
const MAX_DEPTH = 10;

/**
 * Copies parsed JSON. In the copy every text is redacted and cut to 2,000 characters. Values after the first 1,000,
 * texts after the first 20,000 characters and values more than 10 levels deep are omitted.
 */
export function redactData(data: unknown, redact: (text: string) => string): unknown {
  let count = 0;
  let length = 0;
  const text = (value: string): string => {
    const shown = value.slice(0, Math.min(MAX_TEXT, MAX_TOTAL - length));
    length += shown.length;
    return redact(shown);
  };

  function copy(value: unknown, depth: number): unknown {
    count += 1;
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === MAX_DEPTH) return undefined;
    const entries: [name: string, value: unknown][] = [];
    for (const [name, each] of Object.entries(Array.isArray(value) ? value.slice(0, MAX_VALUES) : value)) {
      if (count >= MAX_VALUES) break;
      entries.push([text(name), copy(each, depth + 1)]);
    }
    return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
  }

  return copy(data, 0);
}
