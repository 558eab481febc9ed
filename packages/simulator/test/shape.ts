import { filters } from '../../../tests/documented/index.js';

/**
 * The fields in the table "Conditional fields in Order Responses" of Binance's documentation, and those that its FAQ on
 * self-trade prevention adds.
 */
export const CONDITIONAL: ReadonlySet<string> = new Set([
  'icebergQty',
  'preventedMatchId',
  'preventedQuantity',
  'stopPrice',
  'strategyId',
  'strategyType',
  'trailingDelta',
  'trailingTime',
  'usedSor',
  'workingFloor',
  'pegPriceType',
  'pegOffsetType',
  'pegOffsetValue',
  'peggedPrice',
  'expiryReason',
  'tradeGroupId',
  'preventedMatches',
]);

/**
 * Returns the path of every field of an answer, such as `symbols[].filters[].tickSize`. A field of the rows of an array
 * is in `some` if at least one row has it, and in `all` if every row has it.
 */
export function fieldsOf(value: unknown): { all: Set<string>; some: Set<string> } {
  const all = new Set<string>();
  const some = new Set<string>();
  walk(value, '', all, some);
  return { all, some };
}

function walk(value: unknown, path: string, all: Set<string>, some: Set<string>): void {
  if (Array.isArray(value)) {
    const rows = value.map((row) => fieldsOf(row));
    for (const row of rows) for (const field of row.some) some.add(`${path}[]${field}`);
    for (const field of rows[0]?.all ?? []) if (rows.every((row) => row.all.has(field))) all.add(`${path}[]${field}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) {
      const here = `${path}.${name}`;
      all.add(here);
      some.add(here);
      walk(child, here, all, some);
    }
  }
}

/**
 * Compares an answer with the most similar one of the documented `examples`. Returns the fields that only the answer
 * has (`+`) or only the example has (`-`). Conditional fields are ignored. The list is empty if the fields are the
 * same.
 */
export function differences(
  payload: unknown,
  examples: readonly unknown[],
  conditional: ReadonlySet<string>,
): string[] {
  const found = fieldsOf(payload);
  const empty = emptyArrays(payload, '');
  const isConditional = (path: string): boolean => path.split(/[.[\]]+/).some((name) => conditional.has(name));
  const results = examples.map((example) => {
    const expected = fieldsOf(example);
    const extra = [...found.some].filter((path) => !expected.some.has(path) && !isConditional(path));
    const missing = [...expected.all].filter(
      (path) => !found.some.has(path) && !isConditional(path) && !empty.some((array) => path.startsWith(array)),
    );
    return [...extra.map((path) => `+${path}`), ...missing.map((path) => `-${path}`)];
  });
  return results.sort((one, other) => one.length - other.length)[0] ?? ['no example'];
}

/** Returns the paths of the empty arrays in an answer. An empty array has no rows whose fields could be compared. */
function emptyArrays(value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [`${path}[]`] : value.flatMap((row) => emptyArrays(row, `${path}[]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => emptyArrays(child, `${path}.${name}`));
}

/**
 * Returns a copy of an answer in which each filter has only the field `filterType`. `faults` lists the filters of the
 * answer whose fields differ from the documented fields.
 */
export function withoutFilters(payload: unknown): { payload: unknown; faults: string[] } {
  const faults: string[] = [];
  const cut = JSON.parse(JSON.stringify(payload), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('filterType' in value)) return value;
    const { filterType } = value as { filterType: string };
    const fields = Object.keys(value).filter((name) => name !== 'filterType');
    const documented = Object.keys(filters[filterType]?.fields ?? {});
    if (fields.sort().join() !== documented.sort().join()) faults.push(`${filterType}: ${fields.join()}`);
    return { filterType };
  });
  return { payload: cut, faults };
}
