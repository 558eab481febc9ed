import { expect, it } from 'vitest';
import { Dice } from './dice.js';
import { mutateJson, mutateJsonText } from './mutate-json.js';

const value = {
  list: [{ id: 1, price: '0.10', deep: { filters: [{ a: 1, b: '2' }] } }],
  open: true,
  at: 1_700_000_000_000,
};

it('changes values at every depth, and never the original', () => {
  const before = JSON.stringify(value);
  const seen = new Set<string>();
  const dice = new Dice(1);
  for (let round = 0; round < 2000; round++) seen.add(JSON.stringify(mutateJson(value, dice)) ?? 'undefined');
  expect(JSON.stringify(value)).toBe(before);
  expect(seen.size).toBeGreaterThan(1000);
  const intact = (pattern: RegExp): number => [...seen].filter((text) => pattern.test(text)).length;
  expect(intact(/"filters":\[\{/)).toBeGreaterThan(500);
  expect([...seen].some((text) => text.includes('"__proto__"'))).toBe(true);
});

it('repeats from its seed, and most texts are JSON', () => {
  const texts = (seed: number): string[] => {
    const dice = new Dice(seed);
    return Array.from({ length: 1000 }, () => mutateJsonText(value, dice));
  };
  expect(texts(5)).toEqual(texts(5));
  expect(texts(5)).not.toEqual(texts(6));
  const parsed = texts(5).filter((text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  });
  expect(parsed.length).toBeGreaterThan(850);
});
