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
    // The weight formula of an operation may throw if parameters are invalid. The request then has the weight 1, and a
    // later check of its parameters refuses it.
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
