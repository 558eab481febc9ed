import type { FaultKind } from '@pkg/simulator';
import { isOn } from './profile.js';
import { SYMBOLS, type World } from './world.js';

/** The disturbances of a run: faults of the exchange, of its network and of the client's machine. */
export type Disturbances = {
  /** The names of the disturbances of this run. */
  readonly names: readonly string[];
  /** Ends all disturbances. */
  end(): void;
  /** How often disturbances have applied so far. */
  hits(): number;
  /** Whether a fault of these kinds has applied. */
  hasHit(kinds: readonly FaultKind[]): boolean;
};

type Disturbance = {
  readonly name: string;
  /** The fraction of runs in which it occurs. */
  readonly share: number;
  /** How often it occurs in a minute on average. */
  readonly perMinute: number;
  readonly strike: (world: World, draw: (part: string) => number) => void;
};

const disturbances: readonly Disturbance[] = [
  { name: 'cut', share: 0.4, perMinute: 2, strike: ({ exchange }) => exchange.sockets.cutAll() },
  {
    name: 'shutdown',
    share: 0.4,
    perMinute: 1,
    strike: ({ exchange }, draw) => exchange.announceShutdown(Math.floor(draw('lead') * 20_000)),
  },
  {
    name: 'clock step',
    share: 0.2,
    perMinute: 1,
    strike: ({ host }, draw) => host.step((draw('step') - 0.5) * 20_000),
  },
  { name: 'machine sleep', share: 0.2, perMinute: 0.7, strike: ({ host }, draw) => host.sleep(draw('sleep') * 50_000) },
  {
    name: 'symbol status',
    share: 0.2,
    perMinute: 1,
    strike: ({ exchange, clock, dice }, draw) => {
      const symbol = dice(`symbol ${draw('symbol')}`).pick(SYMBOLS);
      exchange.engine.setSymbolStatus(symbol, draw('status') < 0.5 ? 'HALT' : 'BREAK');
      clock.setTimeout(() => exchange.engine.setSymbolStatus(symbol, 'TRADING'), 3_000);
    },
  },
];

/** Starts the disturbances that the seed selects, for `ms` of the exchange's time. */
export function startDisturbances(world: World, ms: number): Disturbances {
  const { exchange, clock, profile, trace } = world;
  const dice = world.dice('disturbances');
  const faults = exchange.faults.draw({ seed: dice.below(2 ** 31), ms });
  const names: string[] = [];
  for (const [index, fault] of faults.entries()) {
    const name = `${fault.fault.kind} ${index}`;
    if (isOn(profile, name)) names.push(name);
    else fault.stop();
  }
  const timers: unknown[] = [];
  let strikes = 0;
  for (const { name, share, perMinute, strike } of disturbances) {
    const own = world.dice(name);
    const isDrawn = own.chance(share);
    if (!isDrawn || !isOn(profile, name)) continue;
    names.push(name);
    for (let at = 0; ; ) {
      at += (own.next() * 2 * 60_000) / perMinute;
      if (at >= ms) break;
      const seed = own.next();
      timers.push(
        clock.setTimeout(() => {
          strikes++;
          trace.add(`disturbance: ${name}`);
          strike(world, (part) => world.dice(`${name} ${part} ${seed}`).next());
        }, at),
      );
    }
  }
  return {
    names,
    hasHit: (kinds) => faults.some(({ fault, hits }) => hits > 0 && kinds.includes(fault.kind)),
    hits: () => strikes + faults.reduce((sum, { hits }) => sum + hits, 0),
    end: () => {
      exchange.faults.clear();
      for (const timer of timers) clock.clearTimeout(timer);
      for (const symbol of SYMBOLS) exchange.engine.setSymbolStatus(symbol, 'TRADING');
    },
  };
}
