import type { Dice } from '../../../tests/support/dice.js';
import type { DepthEvent } from '../src/book/index.js';

/** The frames that the client receives in place of one line of a recording. */
export type Step = {
  frames: string[];
  /** Whether the connection is lost and opened again before these frames. */
  reconnects?: boolean;
};

/** A recording with inserted faults. */
export type Damaged = {
  readonly steps: readonly Step[];
  /** The number of inserted faults. Each fault may cause a rebuild of the book. */
  readonly faults: number;
  /**
   * The events that are sent in two parts. Each key is the last update id of the first part, and each value is the
   * index of the event in the recording.
   */
  readonly between: ReadonlyMap<number, number>;
};

/**
 * Returns how many lines at the end of a recording stay undamaged, so that the book can recover from the last fault.
 */
export function wholeAtEnd(lines: number): number {
  return Math.min(60, Math.ceil(lines / 3));
}

const HARMLESS = ['reordered', 'unknown', 'halved'] as const;
const HARMFUL = [
  'dropped',
  'doubled',
  'swapped',
  'cut',
  'late',
  'repeated',
  'holed',
  'inverted',
  'foreign',
  'crossed',
  'reconnected',
  'disconnected',
] as const;

/**
 * Damages random lines of a recording. Some of the damaged lines are close together.
 *
 * @param bestAsk returns the price of the best ask after the given number of events.
 */
export function damage(
  symbol: string,
  events: readonly string[],
  bestAsk: (events: number) => string,
  dice: Dice,
): Damaged {
  const steps: Step[] = events.map((event) => ({ frames: [event] }));
  const between = new Map<number, number>();
  const step = (at: number): Step => steps[at] as Step;
  const damaged = events.length - wholeAtEnd(events.length);
  const within = (at: number): number => Math.min(at, events.length - 1);
  let faults = 0;
  if (dice.next() < 0.3) {
    step(0).frames = [];
    faults++;
  }
  for (
    let at = dice.below(Math.min(60, damaged));
    at < damaged;
    at += dice.next() < 0.4 ? 1 + dice.below(8) : 60 + dice.below(120)
  ) {
    const line = events[at] as string;
    // A line that an earlier fault has changed is not changed again.
    if (step(at).frames[0] !== line || step(at).frames.length > 1) continue;
    const message = JSON.parse(line) as { stream: string; data: DepthEvent };
    const { data } = message;
    const write = (change: object): string => JSON.stringify({ ...message, data: { ...data, ...change } });
    if (dice.next() < 0.2) {
      const kind = dice.pick(HARMLESS);
      if (kind === 'reordered') step(at).frames = [JSON.stringify({ data: reversed(data), stream: message.stream })];
      if (kind === 'unknown') step(at).frames = [write({ b: [...data.b, ['99999999.00000000', '0.00000000']] })];
      if (kind === 'halved' && data.U < data.u) {
        between.set(data.U, at);
        step(at).frames = [write({ u: data.U, b: [], a: [] }), write({ U: data.U + 1 })];
      }
      continue;
    }
    faults++;
    const kind = dice.pick(HARMFUL);
    if (kind === 'dropped') step(at).frames = [];
    if (kind === 'doubled') step(at).frames = [line, line];
    if (kind === 'cut') step(at).frames = [line.slice(0, dice.below(line.length))];
    if (kind === 'swapped' || kind === 'late') {
      step(at).frames = [];
      step(within(at + (kind === 'late' ? 2 + dice.below(20) : 1))).frames.push(line);
    }
    if (kind === 'repeated') step(at).frames.push(...events.slice(Math.max(0, at - 2 - dice.below(20)), at));
    if (kind === 'holed' && data.U < data.u) step(at).frames = [write({ U: data.U + 1 })];
    if (kind === 'inverted') step(at).frames = [write({ U: data.u + 1 })];
    if (kind === 'foreign') step(at).frames.unshift(write({ s: symbol === 'ETHBTC' ? 'BNBBTC' : 'ETHBTC' }));
    if (kind === 'crossed') step(at).frames = [write({ b: [...data.b, [bestAsk(at + 1), '1.00000000']] })];
    if (kind === 'reconnected' || kind === 'disconnected') {
      const back = within(at + (kind === 'disconnected' ? 1 + dice.below(30) : 0));
      for (let index = at; index < back; index++) step(index).frames = [];
      step(back).reconnects = true;
    }
  }
  return { steps, faults, between };
}

function reversed(data: DepthEvent): object {
  return Object.fromEntries(Object.entries(data).reverse());
}
