import type { Clock, Random } from '@pkg/core';
import { createRandom } from '../random/seeded-random.js';
import { drawFaults } from './draw-faults.js';
import type { Fault, FaultKind, FaultOf, FaultScope } from './fault.js';
import { readFault } from './read-fault.js';

/** A fault that was put in force by {@link Faults.script}. `stop` ends it. */
export type ScriptedFault = {
  readonly fault: Fault;
  /** How many times the fault has applied. */
  readonly hits: number;
  stop(): void;
};

/** A request, frame or socket that faults may apply to. */
export type FaultSubject = {
  readonly scope: FaultScope;
  /** A route (`POST /api/v3/order`), a WebSocket API method, or the URL of a socket. */
  readonly target: string;
};

type Rule = { fault: Fault; hits: number; from: number; until: number };

/** The faults of an exchange. They are scripted one by one, or drawn at random from a seed. */
export class Faults {
  readonly #clock: Clock;
  readonly #random: Random;
  #rules: Rule[] = [];

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
    const from = this.#clock.monotonic() + (fault.after ?? 0);
    const rule: Rule = { fault, hits: 0, from, until: from + (fault.for ?? Number.POSITIVE_INFINITY) };
    this.#rules.push(rule);
    return {
      fault,
      get hits() {
        return rule.hits;
      },
      stop: () => {
        this.#rules = this.#rules.filter((other) => other !== rule);
      },
    };
  }

  /** Puts a random selection of faults in force for `ms`. The same seed gives the same faults. */
  draw({ seed, ms }: { readonly seed: number; readonly ms: number }): readonly ScriptedFault[] {
    return drawFaults(createRandom(seed), ms).map((fault) => this.script(fault));
  }

  /** The faults in force now or later. */
  get active(): readonly Fault[] {
    return this.#remaining().map((rule) => rule.fault);
  }

  /** True when no fault is in force now or later. May be false although all of them are over. */
  get idle(): boolean {
    return this.#rules.length === 0;
  }

  /** Ends all faults. */
  clear(): void {
    this.#rules = [];
  }

  /** The faults of these kinds that apply to this subject now. Each is counted as a hit. */
  applyTo<K extends FaultKind>(subject: FaultSubject, kinds: readonly K[]): FaultOf<K>[] {
    if (this.#rules.length === 0) return [];
    const now = this.#clock.monotonic();
    this.#rules = this.#remaining();
    const applying: FaultOf<K>[] = [];
    for (const rule of this.#rules) {
      const { fault } = rule;
      if (!(kinds as readonly FaultKind[]).includes(fault.kind) || now < rule.from || !matches(fault, subject))
        continue;
      if (fault.probability !== undefined && this.#random.next() >= fault.probability) continue;
      rule.hits += 1;
      // The kind was tested above; TypeScript does not narrow a union by membership in a list.
      applying.push(fault as FaultOf<K>);
    }
    return applying;
  }

  /** The faults whose time is not over and that have not applied as often as they may. */
  #remaining(): Rule[] {
    const now = this.#clock.monotonic();
    return this.#rules.filter(
      ({ until, hits, fault }) => now < until && hits < (fault.times ?? Number.POSITIVE_INFINITY),
    );
  }
}

function matches(fault: Fault, { scope, target }: FaultSubject): boolean {
  if (fault.scope !== undefined && fault.scope !== scope) return false;
  return fault.target === undefined || target.includes(fault.target);
}
