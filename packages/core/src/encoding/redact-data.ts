/**
 * An error keeps only a part of a large reply. These are the limits on the characters of one text, the characters of
 * all texts together, the number of values, and the levels of nesting. Replies with which the exchange refuses a call
 * are far below these limits.
 */
const MAX_TEXT = 2000;
const MAX_TOTAL = 20_000;
const MAX_VALUES = 1000;
const MAX_DEPTH = 10;

/**
 * Copies parsed JSON, for an error to show. In the copy the secrets are removed from every text, and every text is cut
 * to 2,000 characters. The copy omits values after the first 1,000, texts after the first 20,000 characters, and values
 * nested more than 10 levels deep.
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
