import type { Clock, Random } from '@pkg/core';
import { createRandom } from '../random/seeded-random.js';
import { drawFaults } from './draw-faults.js';
import { type Fault, type FaultKind, type FaultOf, type FaultScope, scopesOf } from './fault.js';
import { readFault } from './read-fault.js';

/** A fault that was put in force by {@link Faults.script}. `stop` ends it. */
export type ScriptedFault = {
  /** Unique among the faults of this exchange. */
  readonly id: number;
  /** The fault as it was given. */
  readonly fault: Fault;
  /** How many times the fault has applied. */
  readonly hits: number;
  /** Whether the fault is in force now or later. */
  readonly isActive: boolean;
  /** Ends the fault. */
  stop(): void;
};

/** A request, frame or socket that faults may apply to. */
export type FaultSubject = {
  readonly scope: FaultScope;
  /** A route (`POST /api/v3/order`), a WebSocket API method, or the URL of a socket. */
  readonly target: string;
  /** The socket. A fault that lasts stays with the sockets that it has applied to. */
  readonly socket?: object | undefined;
};

type Rule = {
  readonly id: number;
  readonly fault: Fault;
  hits: number;
  readonly from: number;
  until: number;
  /** The sockets that a lasting fault has applied to. */
  readonly sockets: WeakSet<object>;
};

export type ExportedFaults = {
  /** The monotonic time of the export. */
  readonly monotonic: number;
  readonly nextId: number;
  readonly rules: readonly {
    readonly id: number;
    readonly fault: Fault;
    readonly hits: number;
    readonly from: number;
    /** Null when the fault has no end. */
    readonly until: number | null;
  }[];
};

/** Faults that last: once such a fault has applied to a socket, it stays with it until the fault ends. */
const LASTING: readonly FaultKind[] = ['halfOpen', 'stall'];

/** More faults than this at a time would slow down every request. */
const MAX_ACTIVE = 1000;
/** How many faults {@link Faults.find} can look up after they have ended. */
const MAX_ENDED = 1000;

/** The faults of an exchange. They are scripted one by one, or drawn at random from a seed. */
export class Faults {
  readonly #clock: Clock;
  readonly #random: Random;
  #rules: Rule[] = [];
  readonly #ended: Rule[] = [];
  #nextId = 1;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Puts a fault in force, immediately or after `fault.after` ms.
   *
   * @throws {RangeError} with the name of the first invalid field.
   */
  script(written: Fault): ScriptedFault {
    const fault = readFault(written);
    this.#endOver();
    if (this.#rules.length >= MAX_ACTIVE) throw new RangeError(`faults: expected at most ${MAX_ACTIVE} at a time`);
    const from = this.#clock.monotonic() + (fault.after ?? 0);
    const until = from + (fault.for ?? Number.POSITIVE_INFINITY);
    const rule: Rule = { id: this.#nextId++, fault, hits: 0, from, until, sockets: new WeakSet() };
    this.#rules.push(rule);
    return this.#handle(rule);
  }

  /** Puts a random selection of faults in force for `ms`. The same seed gives the same faults. */
  draw({ seed, ms }: { readonly seed: number; readonly ms: number }): readonly ScriptedFault[] {
    return drawFaults(createRandom(seed), ms).map((fault) => this.script(fault));
  }

  /** The faults in force now or later. */
  get active(): readonly Fault[] {
    return this.scripted.map(({ fault }) => fault);
  }

  /** The handles of the faults in force now or later. */
  get scripted(): readonly ScriptedFault[] {
    this.#endOver();
    return this.#rules.map((rule) => this.#handle(rule));
  }

  /** The fault with this id, also if it has ended, as long as it is one of the last 1,000. */
  find(id: number): ScriptedFault | undefined {
    const rule = [...this.#rules, ...this.#ended].find((each) => each.id === id);
    return rule && this.#handle(rule);
  }

  /** True when no fault is in force now or later. May be false although all of them are over. */
  get idle(): boolean {
    return this.#rules.length === 0;
  }

  /** Ends all faults. */
  clear(): void {
    for (const rule of this.#rules) rule.until = Number.NEGATIVE_INFINITY;
    this.#endOver();
  }

  /**
   * The faults of these kinds that apply to this subject now. Each is counted as a hit.
   *
   * @param concerns whether a fault of these kinds has an effect here at all
   */
  applyTo<K extends FaultKind>(
    subject: FaultSubject,
    kinds: readonly K[],
    concerns: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K>[] {
    if (this.#rules.length === 0) return [];
    this.#endOver();
    const now = this.#clock.monotonic();
    const applying: FaultOf<K>[] = [];
    for (const rule of this.#rules) {
      // The kind is tested here; TypeScript does not narrow a union by membership in a list.
      const fault = rule.fault as FaultOf<K>;
      if (!(kinds as readonly FaultKind[]).includes(fault.kind) || now < rule.from || !matches(rule.fault, subject))
        continue;
      if (concerns(fault) && this.#applies(rule, subject)) applying.push(fault);
    }
    return applying;
  }

  /** The faults in force now or later, as JSON values. */
  exportState(): ExportedFaults {
    this.#endOver();
    return {
      monotonic: this.#clock.monotonic(),
      nextId: this.#nextId,
      rules: this.#rules.map(({ id, fault, hits, from, until }) => ({
        id,
        fault,
        hits,
        from,
        until: Number.isFinite(until) ? until : null,
      })),
    };
  }

  /** Replaces all faults by exported ones. */
  importState({ monotonic, nextId, rules }: ExportedFaults): void {
    const shift = this.#clock.monotonic() - monotonic;
    const read = ({ id, fault, hits, from, until }: ExportedFaults['rules'][number]): Rule => ({
      id,
      fault: readFault(fault),
      hits,
      from: from + shift,
      until: until === null ? Number.POSITIVE_INFINITY : until + shift,
      sockets: new WeakSet(),
    });
    this.#rules = rules.map(read);
    this.#ended.length = 0;
    this.#nextId = nextId;
  }

  #applies(rule: Rule, { socket }: FaultSubject): boolean {
    const lasting = LASTING.includes(rule.fault.kind) ? socket : undefined;
    if (lasting && rule.sockets.has(lasting)) return true;
    const { times, probability } = rule.fault;
    if (times !== undefined && rule.hits >= times) return false;
    if (probability !== undefined && this.#random.next() >= probability) return false;
    rule.hits += 1;
    if (lasting) rule.sockets.add(lasting);
    return true;
  }

  #handle(rule: Rule): ScriptedFault {
    const isActive = (): boolean => !isOver(rule, this.#clock.monotonic());
    return {
      id: rule.id,
      fault: rule.fault,
      get hits() {
        return rule.hits;
      },
      get isActive() {
        return isActive();
      },
      stop: () => {
        rule.until = Number.NEGATIVE_INFINITY;
        this.#endOver();
      },
    };
  }

  #endOver(): void {
    const now = this.#clock.monotonic();
    if (!this.#rules.some((rule) => isOver(rule, now))) return;
    this.#ended.push(...this.#rules.filter((rule) => isOver(rule, now)));
    this.#ended.splice(0, this.#ended.length - MAX_ENDED);
    this.#rules = this.#rules.filter((rule) => !isOver(rule, now));
  }
}

/** Whether a fault has ended: after its time, or when it has applied as often as it may and does not last. */
function isOver({ until, hits, fault }: Rule, now: number): boolean {
  const isUsedUp = hits >= (fault.times ?? Number.POSITIVE_INFINITY) && !LASTING.includes(fault.kind);
  return isUsedUp || now >= until;
}

function matches(fault: Fault, { scope, target }: FaultSubject): boolean {
  if (!(scopesOf[fault.kind] as readonly FaultScope[]).includes(scope)) return false;
  if (fault.scope !== undefined && fault.scope !== scope) return false;
  return fault.target === undefined || target.includes(fault.target);
}
