import type { Random } from '@pkg/core';
import type { Fault } from './fault-kinds.js';

type Draw = (random: Pick<Random, 'next'>) => Fault;

const between = ({ next }: Pick<Random, 'next'>, low: number, high: number): number => low + next() * (high - low);
/**
 * Returns a random probability between 0.025 and 3.2 %. The range is divided into seven parts: 3.2 to 1.6 %, 1.6 to 0.8
 * % and so on. The result is equally likely to be in each part. The function does not calculate a power with a
 * fractional exponent, because other versions of Node would return other last digits.
 */
const rarely = (random: Pick<Random, 'next'>): number => {
  const exponent = between(random, 0, 7);
  const whole = Math.floor(exponent);
  return (0.032 / 2 ** whole) * (1 - (exponent - whole) / 2);
};

/** The kinds of faults that can be selected at random. Each function returns a fault of random severity. */
const kinds: readonly Draw[] = [
  (random) => ({ kind: 'delay', ms: between(random, 5, 400), jitter: between(random, 0, 1500) }),
  (random) => ({ kind: 'delay', ms: between(random, 1000, 15_000), probability: rarely(random) }),
  (random) => ({ kind: 'loseAnswer', scope: 'rest', probability: rarely(random) }),
  (random) => ({ kind: 'loseAnswer', scope: 'wsApi', probability: rarely(random) }),
  (random) => ({ kind: 'reset', scope: 'rest', probability: rarely(random) }),
  (random) => ({ kind: 'reset', scope: 'stream', probability: rarely(random) }),
  (random) => ({ kind: 'hang', scope: 'rest', executed: random.next() < 0.5, probability: rarely(random) }),
  (random) => ({
    kind: 'status',
    scope: 'rest',
    status: 429,
    headers: { 'retry-after': '2' },
    probability: rarely(random),
  }),
  (random) => ({
    kind: 'status',
    scope: 'rest',
    status: 502,
    body: '<html>Bad Gateway</html>',
    headers: { 'content-type': 'text/html' },
    probability: rarely(random),
  }),
  (random) => ({ kind: 'status', scope: 'rest', status: 503, executed: true, probability: rarely(random) }),
  (random) => ({ kind: 'status', scope: 'stream', status: 503, probability: between(random, 0, 0.5) }),
  (random) => ({ kind: 'truncate', scope: 'rest', probability: rarely(random) }),
  (random) => ({ kind: 'truncate', scope: 'stream', probability: rarely(random) / 10 }),
  (random) => ({ kind: 'duplicate', scope: 'stream', probability: rarely(random) }),
  (random) => ({ kind: 'drop', scope: 'stream', probability: rarely(random) }),
  (random) => ({
    kind: 'disconnect',
    scope: 'stream',
    code: random.next() < 0.5 ? 1000 : 1001,
    probability: rarely(random) / 10,
  }),
  (random) => ({ kind: 'disconnect', scope: 'wsApi', code: 1008, probability: rarely(random) / 10 }),
  (random) => ({
    kind: 'halfOpen',
    scope: 'stream',
    direction: 'both',
    probability: 1,
    for: between(random, 1000, 90_000),
  }),
  (random) => ({ kind: 'stall', scope: 'stream', for: between(random, 1000, 60_000) }),
  (random) => ({ kind: 'staleSnapshot', ms: between(random, 1000, 30_000) }),
  (random) => ({ kind: 'queryLag', ms: between(random, 100, 3000) }),
  (random) => ({ kind: 'eventFirst', ms: between(random, 1, 300) }),
];

/**
 * Returns a random selection of faults that all end within `ms`. Some come into force only after a while. The same
 * random numbers give the same faults.
 */
export function drawFaults(random: Pick<Random, 'next'>, ms: number): Fault[] {
  const share = between(random, 0.1, 0.6);
  return kinds
    .filter(() => random.next() < share)
    .map((draw) => {
      const fault = draw(random);
      const after = random.next() < 0.5 ? 0 : random.next() * ms;
      return { ...fault, after, for: Math.min(fault.for ?? ms, ms - after) };
    });
}
