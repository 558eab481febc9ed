import type { Dice } from './dice.js';

/**
 * Returns a copy of a JSON value with one to three random changes, each at a random depth. Most copies resemble the
 * original, so that they pass the first checks of the tested code.
 */
export function mutateJson(value: unknown, dice: Dice): unknown {
  let mutated = value;
  for (let changes = dice.between(1, 3); changes > 0; changes--) mutated = mutateSomewhere(mutated, value, dice);
  return mutated;
}

/**
 * Returns the text of a value that {@link mutateJson} has changed. One text in eight is also changed as text: it has
 * numbers beyond the range of a double, duplicate keys or a missing end, or is not JSON.
 */
export function mutateJsonText(value: unknown, dice: Dice): string {
  const text = JSON.stringify(mutateJson(value, dice)) ?? '';
  if (!dice.chance(1 / 8)) return text;
  const at = dice.below(text.length + 1);
  return dice.pick([
    () => text.replace(/-?\d+(\.\d+)?/g, (number) => (dice.chance(0.2) ? dice.pick(hugeNumbers) : number)),
    () => text.replace('{', '{"__proto__":{"status":"TRADING","symbols":[]},'),
    () => text.replace(/"(\w+)":/, (key) => `${key}${JSON.stringify(hostileValue(dice))},${key}`),
    () => text.slice(0, at),
    () => text.slice(0, at) + dice.pick(['\u0000', '"', '}', ']', '\ufffd', '{{', ',']) + text.slice(at),
    () => `\ufeff${text}`,
    () => text + text,
    () => dice.pick(['', ' ', 'null', '[]', '{}', '0', '""', '<html><body>502 Bad Gateway</body></html>', 'undefined']),
  ])();
}

/** Returns a value of an unexpected type or range. */
export function hostileValue(dice: Dice): unknown {
  return dice.pick([
    () => dice.pick([null, true, false, '', ' ', [], {}, [[]], [null], {}]),
    () => dice.pick([0, -1, 0.5, 1e-9, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 53 + 2, 9e15, 8.64e15 + 1]),
    () => dice.pick(['0', '-1', '1e5', '1e400', 'NaN', 'Infinity', '007', ' 5 ', '1,5', '٣', '0x10', '9'.repeat(40)]),
    () => dice.pick(['__proto__', 'constructor', 'toString', '<script>', '\u0000', '\ud800', 'x'.repeat(5000)]),
    () => Object.fromEntries([[dice.pick(specialKeys), dice.pick([null, 1, {}, 1e9, 'a'])]]),
    () => nested(dice.between(2, 200), dice.chance(0.5)),
  ])();
}

const specialKeys = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'toJSON',
  'then',
  'length',
  '0',
];
const hugeNumbers = ['1e400', '-1e400', '1e-400', '123456789012345678901234567890', '0.00000000000000000000000001'];

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Returns a copy in which the value at a random depth is changed. */
function mutateSomewhere(value: unknown, root: unknown, dice: Dice): unknown {
  if (!isContainer(value) || Object.keys(value).length === 0 || dice.chance(0.2)) return mutateNode(value, root, dice);
  const key = dice.pick(Object.keys(value));
  const changed = mutateSomewhere((value as Record<string, unknown>)[key], root, dice);
  if (Array.isArray(value)) return value.with(Number(key), changed);
  return Object.fromEntries(Object.entries(value).map(([name, old]) => [name, name === key ? changed : old]));
}

function mutateNode(value: unknown, root: unknown, dice: Dice): unknown {
  const kind = dice.next();
  if (kind < 0.3) return hostileValue(dice);
  if (kind < 0.4) return someNode(root, dice);
  if (typeof value === 'number') return mutateNumber(value, dice);
  if (typeof value === 'string') return mutateString(value, dice);
  if (typeof value === 'boolean') return dice.pick([!value, Number(value), String(value)]);
  if (Array.isArray(value)) return mutateArray(value, root, dice);
  if (isContainer(value)) return mutateObject(value as Readonly<Record<string, unknown>>, root, dice);
  return hostileValue(dice);
}

function mutateNumber(value: number, dice: Dice): unknown {
  return dice.pick([value + 1, value - 1, -value, value * 1000, value / 3, String(value), value + 2 ** 53, [value]]);
}

function mutateString(value: string, dice: Dice): unknown {
  const at = dice.below(value.length + 1);
  return dice.pick<() => unknown>([
    () => value.slice(0, at),
    () => value + value,
    () => value.slice(0, at) + dice.pick(['0', '.', '-', 'e', ' ', '\n', 'é', '%2f']) + value.slice(at),
    () => value.toLowerCase(),
    () => value.replace(/\d/, String(dice.below(10))),
    () => Number(value),
    () => [value],
    () => ({ [value.slice(0, 20)]: value }),
  ])();
}

function mutateArray(value: readonly unknown[], root: unknown, dice: Dice): unknown {
  const at = dice.below(value.length + 1);
  return dice.pick<() => unknown>([
    () => value.toSpliced(at, 1),
    () => value.toSpliced(at, 0, value[dice.below(Math.max(1, value.length))]),
    () => value.toSpliced(at, 0, hostileValue(dice)),
    () => value.toSpliced(at, 0, someNode(root, dice)),
    () => value.toReversed(),
    () => value.slice(0, at),
    () => value.slice(at),
    () => Array.from({ length: 50 }, () => value[0]),
    () => ({ ...value }),
    () => value[0],
  ])();
}

function mutateObject(value: Readonly<Record<string, unknown>>, root: unknown, dice: Dice): unknown {
  const entries = Object.entries(value);
  const at = dice.below(Math.max(1, entries.length));
  const other = dice.below(Math.max(1, entries.length));
  const [key = 'key', old] = entries[at] ?? [];
  return dice.pick<() => unknown>([
    () => Object.fromEntries(entries.toSpliced(at, 1)),
    () => Object.fromEntries(entries.toSpliced(at, 1, [dice.pick(['__proto__', key.toUpperCase(), `${key}2`]), old])),
    () => Object.fromEntries(entries.map(([name, kept]) => [name, name === key ? entries[other]?.[1] : kept])),
    () => Object.fromEntries([...entries, [dice.pick(['__proto__', 'toString', 'length', 'new']), hostileValue(dice)]]),
    () => Object.fromEntries(entries.toReversed()),
    () => entries,
    () => Object.values(value),
    () => [value],
    () => old ?? someNode(root, dice),
  ])();
}

/** Returns a random part of the original value. */
function someNode(root: unknown, dice: Dice): unknown {
  let node = root;
  while (isContainer(node) && dice.chance(0.8)) {
    const keys = Object.keys(node);
    if (keys.length === 0) return node;
    node = (node as Record<string, unknown>)[dice.pick(keys)];
  }
  return node;
}

function nested(depth: number, asArrays: boolean): unknown {
  let value: unknown = null;
  for (let level = 0; level < depth; level++) value = asArrays ? [value] : { a: value };
  return value;
}
