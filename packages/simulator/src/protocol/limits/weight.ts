import type { AnyOperation } from '@pkg/core';

/**
 * Returns the weight of a request. The weight is charged before the parameters are read with their types. So the types
 * are guessed from the text of each parameter.
 */
export function weightOf(weight: AnyOperation['weight'], fields: ReadonlyMap<string, string>): number {
  if (typeof weight === 'number') return weight;
  try {
    const params = Object.fromEntries([...fields].map(([name, text]) => [name, guessType(text)]));
    const calculated = weight(params);
    return Number.isFinite(calculated) ? calculated : 1;
  } catch {
    // The formula may throw for invalid parameters. The request then has the weight 1, and is refused later.
    return 1;
  }
}

function guessType(text: string): unknown {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
