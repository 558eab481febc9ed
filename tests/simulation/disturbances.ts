import type { Fault, FaultKind, ScriptedFault } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import { isOn } from './profile.js';
import { INJECTED, SYMBOLS, type World } from './world.js';

/** The disturbances of a run: faults of the exchange, of its network and of the client's machine. */
export type Disturbances = {
  /** The names of the disturbances of this run. */
  readonly names: readonly string[];
  /** Adds a fault of the exchange to the disturbances of the run. */
  script(fault: Fault): ScriptedFault;
  /** Ends all disturbances. Sockets that a fault has broken stay broken. */
  end(): void;
  /** How often disturbances of all kinds have affected the run so far. */
  hits(): number;
  /** Whether a fault of one of these kinds has affected a market stream. */
  hasHit(kinds: readonly FaultKind[]): boolean;
};

/** A disturbance that happens at random moments. */
type Strike = {
  readonly name: string;
  /** The fraction of runs in which the disturbance occurs. */
  readonly share: number;
  /** How often the disturbance happens in a minute, on average. */
  readonly perMinute: number;
  readonly strike: (world: World, dice: Dice) => string | undefined;
};

const strikes: readonly Strike[] = [
  { name: 'cut', share: 0.4, perMinute: 2, strike: ({ exchange }) => void exchange.sockets.cutAll() },
  {
    name: 'shutdown',
    share: 0.4,
    perMinute: 1,
    strike: ({ exchange }, dice) => void exchange.announceShutdown(dice.below(20_000)),
  },
  {
    name: 'restart',
    share: 0.05,
    perMinute: 1,
    strike: ({ exchange }) => void exchange.sockets.cutAll(1001, 'restart'),
  },
  {
    name: 'clock step',
    share: 0.2,
    perMinute: 1,
    strike: ({ host }, dice) => void host.step(dice.between(-10_000, 10_000)),
  },
  {
    name: 'clock drift',
    share: 0.1,
    perMinute: 1,
    strike: ({ host }, dice) => {
      // A time service changes the speed of a clock by at most 500 ppm.
      host.drift = dice.pick([-0.0005, 0, 0.0005]);
      return undefined;
    },
  },
  {
    name: 'sleep',
    share: 0.2,
    perMinute: 0.7,
    strike: ({ host }, dice) => void host.pause(dice.between(1_000, 50_000), true),
  },
  {
    name: 'stall',
    share: 0.2,
    perMinute: 3,
    strike: ({ host }, dice) => void host.pause(dice.between(50, 6_000), false),
  },
  {
    name: 'throttled timers',
    share: 0.1,
    perMinute: 1,
    strike: ({ host }, dice) => void host.throttle(dice.between(5_000, 40_000), dice.pick([1_000, 1_000, 60_000])),
  },
  {
    name: 'symbol status',
    share: 0.2,
    perMinute: 1,
    strike: ({ exchange, clock }, dice) => {
      const symbol = dice.pick(SYMBOLS);
      exchange.engine.setSymbolStatus(symbol, dice.chance(0.5) ? 'HALT' : 'BREAK');
      clock.setTimeout(() => exchange.engine.setSymbolStatus(symbol, 'TRADING'), 3_000);
      return symbol;
    },
  },
  {
    name: 'outage',
    share: 0.15,
    perMinute: 0.7,
    strike: ({ exchange }, dice) => {
      const ms = dice.between(5_000, 25_000);
      exchange.faults.script({ kind: 'status', scope: 'stream', status: 503, for: ms });
      exchange.faults.script({ kind: 'status', scope: 'wsApi', status: 503, for: ms, target: '/ws-api/v3' });
      exchange.sockets.cutAll();
      return `${ms} ms`;
    },
  },
  {
    name: 'dead socket',
    share: 0.12,
    perMinute: 0.7,
    // Breaks one socket. The socket stays broken until it is closed, even after the disturbances have ended.
    strike: ({ exchange }, dice) => {
      const fault = dice.pick<Fault>([
        { kind: 'stall', scope: 'stream', times: 1 },
        { kind: 'halfOpen', scope: 'stream', times: 1 },
        { kind: 'halfOpen', scope: 'wsApi', times: 1 },
      ]);
      exchange.faults.script(fault);
      return JSON.stringify(fault);
    },
  },
];

const JSON_TYPE = { 'content-type': 'application/json' };
/**
 * Returns a random probability from 1 to 16 %. It is not calculated as a power, because versions of Node calculate
 * powers with different last digits, and a seed must give the same run in each version.
 */
const rarely = (dice: Dice): number => dice.pick([0.01, 0.016, 0.025, 0.04, 0.063, 0.1, 0.16]);

/**
 * Faults in addition to the faults that `Faults.draw` returns. Each fault of this list is added to a tenth of the runs.
 */
const faults: readonly ((dice: Dice) => Fault)[] = [
  (dice) => ({ kind: 'reject', code: dice.pick([-1006, -1007]), probability: rarely(dice) }),
  (dice) => ({
    ...{ kind: 'status', scope: 'rest', executed: true, target: 'order', probability: rarely(dice) },
    status: dice.pick([500, 502, 503, 504]),
    ...{ headers: JSON_TYPE, body: '{"code":-1000,"msg":"An unknown error occurred while processing the request."}' },
  }),
  (dice) => ({
    ...{ kind: 'status', scope: 'rest', status: 408, executed: dice.chance(0.7), target: 'order' },
    ...{ headers: JSON_TYPE, probability: rarely(dice) },
    body: `{"code":${dice.pick([-1006, -1007])},"msg":"Send status unknown; execution status unknown."}`,
  }),
  (dice) => ({ kind: 'loseAnswer', scope: 'rest', target: 'order', probability: rarely(dice) }),
  (dice) => ({ kind: 'loseAnswer', scope: 'wsApi', target: 'order', probability: rarely(dice) }),
  (dice) => ({ kind: 'reset', scope: 'rest', target: 'order', probability: rarely(dice) }),
  (dice) => ({ kind: 'reject', code: -1015, probability: rarely(dice) }),
  (dice) => ({
    kind: 'reject',
    code: -1021,
    msg: `Timestamp outside of the recvWindow ${INJECTED}`,
    probability: rarely(dice),
  }),
  (dice) => ({ kind: 'reject', code: -1008, probability: rarely(dice) }),
  (dice) => ({
    ...{ kind: 'status', scope: 'rest', status: 403, body: '<html>Forbidden</html>' },
    ...{ headers: { 'content-type': 'text/html' }, probability: rarely(dice), target: 'GET' },
  }),
  (dice) => ({
    kind: 'status',
    scope: 'rest',
    status: 418,
    headers: { 'retry-after': '4' },
    probability: rarely(dice),
  }),
  (dice) => ({
    ...{ kind: 'status', scope: 'rest', status: 429 },
    ...{ headers: { 'retry-after': String(dice.between(1, 9)) }, probability: rarely(dice) },
  }),
  (dice) => ({
    ...{ kind: 'status', scope: 'wsApi', executed: dice.chance(0.5), probability: rarely(dice) },
    status: dice.pick([500, 502, 503, 504]),
  }),
  (dice) => ({ kind: 'oversize', probability: rarely(dice) / 10 }),
  (dice) => ({ kind: 'truncate', scope: 'wsApi', probability: rarely(dice) }),
  (dice) => ({ kind: 'duplicate', scope: 'wsApi', probability: rarely(dice) }),
  (dice) => ({ kind: 'hang', scope: 'wsApi', executed: dice.chance(0.5), probability: rarely(dice) }),
  (dice) => ({ kind: 'disconnect', scope: 'wsApi', probability: rarely(dice) / 5 }),
];

/** How long the exchange refuses all requests at the start of some runs, in ms. */
const FAILED_START = 3_000;

/** Starts the disturbances that the seed selects. They last for `ms` of the exchange's time. */
export function startDisturbances(world: World, ms: number): Disturbances {
  const { exchange, clock, profile, trace, trouble } = world;
  const dice = world.dice('disturbances');
  const scripted: ScriptedFault[] = [...exchange.faults.draw({ seed: dice.below(2 ** 31), ms })];
  for (const create of faults) {
    const fault = create(dice);
    const after = dice.chance(0.5) ? 0 : dice.below(ms);
    if (dice.chance(0.1))
      scripted.push(exchange.faults.script({ ...fault, after, for: Math.min(fault.for ?? ms, ms - after) }));
  }
  const names: string[] = [];
  for (const [index, fault] of scripted.entries()) {
    const name = `fault ${index + 1}`;
    if (isOn(profile, name)) {
      names.push(name);
      trace.add('fault', `${name}: ${JSON.stringify(fault.fault)}`);
    } else fault.stop();
  }
  const timers: unknown[] = [];
  let struck = 0;
  for (const { name, share, perMinute, strike } of strikes) {
    const own = world.dice(name);
    if (!own.chance(share)) continue;
    for (let at = 0, count = 1; ; count++) {
      at += (own.next() * 2 * 60_000) / perMinute;
      const seed = own.next();
      if (at >= ms) break;
      const each = `${name} ${count}`;
      if (!isOn(profile, each)) continue;
      names.push(each);
      timers.push(
        clock.setTimeout(() => {
          struck++;
          trace.add('fault', `${each} ${strike(world, world.dice(`${name} ${seed}`)) ?? ''}`);
        }, at),
      );
    }
  }
  if (world.dice('failed start').chance(0.1) && isOn(profile, 'failed start')) {
    names.push('failed start');
    scripted.push(exchange.faults.script({ kind: 'status', scope: 'rest', status: 503, for: FAILED_START }));
    scripted.push(exchange.faults.script({ kind: 'reject', scope: 'wsApi', code: -1008, for: FAILED_START }));
  }
  if (dice.chance(0.25) && isOn(profile, 'lost code')) {
    names.push('lost code');
    trouble.lostCode = profile.workload === 'market' && dice.chance(0.5) ? 1 : 0.5;
  }
  if (dice.chance(0.1) && isOn(profile, 'echo')) {
    names.push('echo');
    trouble.echo = 0.03;
  }
  return {
    names,
    script(fault) {
      const added = exchange.faults.script(fault);
      scripted.push(added);
      return added;
    },
    hasHit: (kinds) =>
      [...scripted, ...exchange.faults.scripted].some(
        ({ fault, hits }) => hits > 0 && (fault.scope ?? 'stream') === 'stream' && kinds.includes(fault.kind),
      ),
    hits: () => struck + scripted.reduce((sum, { hits }) => sum + hits, 0),
    end: () => {
      for (const fault of scripted) fault.stop();
      for (const timer of timers) clock.clearTimeout(timer);
      for (const symbol of SYMBOLS) exchange.engine.setSymbolStatus(symbol, 'TRADING');
      trouble.lostCode = 0;
      trouble.echo = 0;
    },
  };
}
