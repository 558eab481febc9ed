import type { Fault, ScriptedFault } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import type { CalmCalls } from './calm-calls.js';
import type { Disturbances } from './disturbances.js';
import type { Orders } from './orders.js';
import { diceFor, isOn } from './profile.js';
import type { Streams } from './streams.js';
import type { Trial } from './trial.js';
import { trials } from './trials.js';
import type { World } from './world.js';

/** What the client has used and reported since the run began. */
export type Costs = {
  readonly sockets: number;
  /** The number of requests by which market streams were subscribed or unsubscribed. */
  readonly subscriptions: number;
  /** The number of requests for snapshots of order books. */
  readonly snapshots: number;
  /** How often order books were rebuilt. */
  readonly resyncs: number;
  /** The number of gaps that were reported to listeners of streams. */
  readonly gaps: number;
  /** The number of gaps that were reported to listeners of user data. */
  readonly accountGaps: number;
};

/** What a trial needs of the simulation in which it runs: the machine, the accounts, the calls and the streams. */
export type TrialRun = {
  readonly world: World;
  readonly disturbances: Disturbances;
  readonly accounts: readonly Orders[];
  readonly calls: readonly CalmCalls[];
  readonly streams: Streams;
  /** The number of order books. */
  readonly books: number;
  /** How long snapshots may have to wait for their budget of request weight, in ms. */
  readonly snapshotsWait: number;
  /** Whether an order book needs a new snapshot because the price has moved, which may happen at any time. */
  readonly isDepleted: () => boolean;
  /** Advances the virtual time, and checks what holds at all times. */
  readonly pass: (ms: number) => Promise<void>;
  /** Returns what is wrong. The disturbances must be over, and the market must stand still. */
  readonly problems: () => readonly string[];
  readonly costs: () => Costs;
  /** How often books were rebuilt because the price had moved beyond the levels that are known for certain. */
  readonly depletions: () => number;
};

/** How long the client may take for each call after a trial, when nothing disturbs it any more, in ms. */
const CALLS_WITHIN = 3_000;
/** How long the renewal of a connection may take if it begins while the market stands still, in ms. */
const SETTLED_WITHIN = 15_000;
/**
 * Before a trial, the market stands still for `STILL_BEFORE` ms, and then moves for `MOVING_BEFORE` ms. The market
 * stands still for 10 s, because the client counts a connection as healthy only when it has been open for 10 s.
 */
const STILL_BEFORE = 10_000;
const MOVING_BEFORE = 2_000;
/** How long the client may wait before it rebuilds a book that it has rebuilt lately, in ms. */
const REPEATED_WITHIN = 32_000;
/**
 * How much longer the recovery may take if connections were renewed lately, in ms. The client does not count such new
 * connections as healthy. If it loses one, it waits up to 30 s before it connects, and up to 30 s before it subscribes
 * to user data.
 */
const BACKOFF = 60_000;
/**
 * Until all data is correct, the market alternately moves and stands still, for these times in ms. A listener only
 * notices that it lacks a trade when the next trade arrives, and some streams send events only every second.
 */
const MOVING = 500;
const STILL = 1_500;

/** The shortest silence of a stream, in ms, after which the client may subscribe to the stream again. */
const UNUSUAL_SILENCE = 20_000;

/** How many trials a run has, if it has any. Accounts have more kinds of trials, and fewer runs. */
const TRIALS = { market: 2, account: 3 };

/**
 * Returns the names of the trials of a run. Successive runs make different trials, until each trial was made. Then the
 * next round begins, with the trials in another order.
 */
export function drawTrials({ profile, cycle }: World): string[] {
  if (profile.trials === undefined) return [];
  // Only runs with accounts can make the trials for accounts, so these runs make each of them twice in a round.
  const fits =
    profile.workload === 'account'
      ? trials.flatMap((trial) => (trial.isForAccounts ? [trial, trial] : [trial]))
      : trials.filter(({ isForAccounts }) => !isForAccounts);
  const count = TRIALS[profile.workload];
  const first = count * (profile.trials + cycle.number);
  const names = Array.from({ length: count }, (_, at) => {
    const round = Math.floor((first + at) / fits.length);
    const order = shuffle(fits, diceFor({ ...profile, seed: round }, 'trials'));
    return `trial ${(order[(first + at) % fits.length] as Trial).name}`;
  });
  return [...new Set(names)].filter((name) => isOn(profile, name));
}

function shuffle<T>(items: readonly T[], dice: Dice): T[] {
  const left = [...items];
  return items.map(() => left.splice(dice.below(left.length), 1)[0] as T);
}

/** Disturbs the client once, and checks how fast and at which cost it recovers. */
export async function runTrial(name: string, run: TrialRun): Promise<void> {
  const { world, disturbances, accounts, calls, streams, books, pass, costs } = run;
  const { market, clock, trace, sockets, conditions } = world;
  const trial = trials.find((each) => name === `trial ${each.name}`) as Trial;
  const { moving, within, callsWithin, losesEvents, still } = trial;
  const dice = world.dice(name);
  const fail = (text: string): void => world.fail(`${name}: ${text}`);
  const latency = world.exchange.faults.script({ kind: 'delay', ms: dice.between(2, 80), jitter: dice.between(0, 60) });
  await pass(STILL_BEFORE);
  world.isPunctual = true;
  market.start();
  await pass(MOVING_BEFORE);
  world.isPunctual = false;
  const opened = sockets.filter(({ isOpen }) => isOpen);
  const open = { all: opened.length, api: opened.filter(({ isMarket }) => !isMarket).length };
  const before = costs();
  const { listening } = streams;
  const from = clock.monotonic();
  trace.add('fault', name);
  for (const orders of accounts) orders.beginTrial();
  const faults: ScriptedFault[] = [];
  const fault = (one: Fault, times = 1): void => void faults.push(disturbances.script({ ...one, times }));
  world.isCalm = !trial.misleads;
  const depletions = (): number | undefined => (run.snapshotsWait > 0 ? undefined : run.depletions());
  trial.act({ world, dice, accounts, calls, streams, fault, depletions, open });
  if (callsWithin !== undefined)
    for (const each of calls) each.call(name, callsWithin, trial.sockets > 0, !trial.stopsOrders);
  await pass(moving);
  const most = within + (losesEvents ? run.snapshotsWait : 0) + (conditions.renewal ? BACKOFF : 0);
  await recover(run, most, (problem) => fail(`${problem}, ${moving + most} ms later`));
  // Stops the faults of the trial that are still in force. Faults that have broken a socket continue, because a dead
  // socket stays dead.
  for (const each of faults) if (each.fault.kind !== 'halfOpen' && each.fault.kind !== 'stall') each.stop();
  await pass(still);
  for (const each of calls) each.call(`after ${name}`, CALLS_WITHIN);
  await pass(CALLS_WITHIN + 1_000);
  await recover(run, SETTLED_WITHIN, (problem) => fail(`${problem}, in the end`));
  latency.stop();
  world.isCalm = false;
  const ms = clock.monotonic() - from;
  // If a connection of market streams receives no events, the client renews it, at most once a minute.
  const silent = Math.ceil(still / 60_000);
  const renewed = conditions.renewal ? open.all * (1 + ms / (conditions.renewal.after - conditions.renewal.jitter)) : 0;
  // In a trial that lasts long enough, a stream may be silent for longer than usual. The client then subscribes again.
  const mayResubscribe = trial.sockets > 0 || losesEvents || still > 0 || conditions.renewal || ms >= UNUSUAL_SILENCE;
  // Renewals of connections may lose events too.
  const gapsOfListener = conditions.renewal ? Infinity : (trial.gaps ?? Infinity);
  const allowed: Costs = {
    sockets: trial.sockets * open.all + silent + renewed,
    subscriptions: mayResubscribe ? Infinity : (trial.subscriptions ?? 0),
    // The client compares the book of a silent stream with a snapshot, every 15 s at first. The limit allows each book
    // one snapshot every 10 s, and one more at the start, or four more if events were lost.
    snapshots: books * ((losesEvents ? 4 : 1) + ms / 10_000),
    resyncs: trial.resyncs * books,
    gaps: losesEvents ? gapsOfListener * listening : 0,
    // If the rate limits are used up, a renewal cannot subscribe to user data in time.
    accountGaps: conditions.renewal ? Infinity : trial.accountGaps * accounts.length,
  };
  const after = costs();
  for (const kind of Object.keys(allowed) as (keyof Costs)[]) {
    const used = after[kind] - before[kind];
    if (used > allowed[kind]) fail(`${used} ${kind} in ${ms} ms, more than ${allowed[kind].toFixed(1)}`);
  }
}

/** Waits until all data is correct, for at most `ms`. Then calls `fail` with each problem that is left. */
async function recover(run: TrialRun, ms: number, fail: (text: string) => void): Promise<void> {
  const { world, pass, problems, isDepleted, snapshotsWait } = run;
  const { market } = world;
  market.stop();
  await pass(STILL);
  for (let waited = 0; problems().length > 0; waited += MOVING + STILL) {
    const most = ms + (isDepleted() ? REPEATED_WITHIN + snapshotsWait : 0);
    if (waited >= most) return problems().forEach(fail);
    market.start();
    await pass(MOVING);
    market.stop();
    await pass(STILL);
  }
}
