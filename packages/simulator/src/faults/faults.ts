import type { Clock, Random } from '@pkg/core';
import { createRandom } from '../random/seeded-random.js';
import { drawFaults } from './draw-faults.js';
import { type Fault, type FaultKind, type FaultOf, type FaultScope, scopesOf } from './fault-kinds.js';
import { readFault } from './read-fault.js';

/** A fault that was added by {@link Faults.script}. It comes into force `fault.after` ms later. */
export type ScriptedFault = {
  /** Id of the fault. It is unique among the faults of one exchange. */
  readonly id: number;
  /** The fault, with the fields that were given. */
  readonly fault: Fault;
  /** How many times the fault has applied. */
  readonly hits: number;
  /** Whether the fault is in force now, or will come into force later. */
  readonly isActive: boolean;
  /** Ends the fault. */
  stop(): void;
};

/** A request, frame or socket to which faults can apply. */
export type FaultSubject = {
  readonly scope: FaultScope;
  /**
   * What is compared with the `target` of a fault: the route of the request (such as `POST /api/v3/order`), its
   * WebSocket API method, or the URL of the socket.
   */
  readonly target: string;
  /**
   * The socket to which faults can apply. Once a `halfOpen` or `stall` fault has applied to a socket, it goes on
   * applying to this socket.
   */
  readonly socket?: object | undefined;
};

type Rule = {
  readonly id: number;
  readonly fault: Fault;
  hits: number;
  readonly from: number;
  until: number;
  /** The sockets to which a `halfOpen` or `stall` fault has applied. */
  readonly sockets: WeakSet<object>;
};

export type ExportedFaults = {
  /**
   * The clock's monotonic time at the moment of the export, in ms. The import compares it with the monotonic time of
   * its own clock, and shifts the times of all faults by the difference.
   */
  readonly monotonic: number;
  readonly nextId: number;
  readonly rules: readonly {
    readonly id: number;
    readonly fault: Fault;
    readonly hits: number;
    readonly from: number;
    /** The monotonic time in ms at which the fault ends; null if it does not end by itself. */
    readonly until: number | null;
  }[];
};

/**
 * Faults that last: once such a fault has applied to a socket, it goes on applying to this socket until the fault ends.
 */
const LASTING: readonly FaultKind[] = ['halfOpen', 'stall'];

/** Largest number of faults at a time. It is limited, because each request is checked against all of them. */
const MAX_ACTIVE = 1000;
/** Number of ended faults that {@link Faults.find} can still find. */
const MAX_ENDED = 1000;

/** The faults of an exchange. They are added one by one, or drawn at random from a seed. */
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
   * @throws {RangeError} if a field is invalid; the message names the first such field
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

  /** The faults that are in force now or will come into force later. */
  get active(): readonly Fault[] {
    return this.scripted.map(({ fault }) => fault);
  }

  /**
   * The faults that are in force now or will come into force later. Each shows how many times it has applied (`hits`),
   * and has a method `stop`.
   */
  get scripted(): readonly ScriptedFault[] {
    this.#endOver();
    return this.#rules.map((rule) => this.#handle(rule));
  }

  /** Returns the fault with this id. Of the faults that have ended, only the last 1,000 are found. */
  find(id: number): ScriptedFault | undefined {
    const rule = [...this.#rules, ...this.#ended].find((each) => each.id === id);
    return rule && this.#handle(rule);
  }

  /**
   * True if no fault is in force now or will come into force later. A fault whose time is over is removed only at the
   * next request or frame. Until then, the value stays false.
   */
  get idle(): boolean {
    return this.#rules.length === 0;
  }

  /** Ends all faults. */
  clear(): void {
    for (const rule of this.#rules) rule.until = Number.NEGATIVE_INFINITY;
    this.#endOver();
  }

  /**
   * Returns those faults of the given kinds that apply to this request, frame or socket now. Counts one hit for each of
   * them.
   *
   * @param concerns whether a fault would have an effect on this request, frame or socket. A fault without an effect is
   * not returned, and gets no hit.
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
      // The cast is safe, because faults of other kinds are skipped below. TypeScript does not narrow a union by
      // `includes`.
      const fault = rule.fault as FaultOf<K>;
      if (!(kinds as readonly FaultKind[]).includes(fault.kind) || now < rule.from || !matches(rule.fault, subject))
        continue;
      if (concerns(fault) && this.#applies(rule, subject)) applying.push(fault);
    }
    return applying;
  }

  /** Returns the faults that are in force now or will come into force later, as JSON values. */
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

  /** Replaces all faults with exported ones. */
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

/**
 * Whether a fault has ended. Every fault ends when its time is over. A fault whose kind is not in `LASTING` also ends
 * after it has applied `fault.times` times.
 */
function isOver({ until, hits, fault }: Rule, now: number): boolean {
  const isUsedUp = hits >= (fault.times ?? Number.POSITIVE_INFINITY) && !LASTING.includes(fault.kind);
  return isUsedUp || now >= until;
}

function matches(fault: Fault, { scope, target }: FaultSubject): boolean {
  if (!(scopesOf[fault.kind] as readonly FaultScope[]).includes(scope)) return false;
  if (fault.scope !== undefined && fault.scope !== scope) return false;
  return fault.target === undefined || target.includes(fault.target);
}
