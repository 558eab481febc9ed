import type { AnyOperation } from '@pkg/core';

/** What a request weighs by its record. It is charged before its parameters are checked, so they are only guessed at. */
export function weigh(weight: AnyOperation['weight'], fields: ReadonlyMap<string, string>): number {
  if (typeof weight === 'number') return weight;
  try {
    const weighed = weight(Object.fromEntries([...fields].map(([name, text]) => [name, guess(text)])));
    return Number.isFinite(weighed) ? weighed : 1;
  } catch {
    // A record's own formula may trip over parameters that are about to be refused.
    return 1;
  }
}

function guess(text: string): unknown {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
