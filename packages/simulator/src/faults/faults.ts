import type { Clock, Random } from '@pkg/core';
import { createRandom } from '../random/seeded-random.js';
import { drawFaults } from './draw-faults.js';
import type { Fault, FaultKind, FaultOf, FaultScope } from './fault.js';
import { readFault } from './read-fault.js';

/** A fault that has been scripted; `stop` ends it. */
export type ScriptedFault = {
  readonly fault: Fault;
  /** How often it has struck. */
  readonly hits: number;
  stop(): void;
};

/** What a fault may be about to strike. */
export type FaultSubject = {
  readonly scope: FaultScope;
  /** `POST /api/v3/order`, a WebSocket API method, or a socket's path and streams. */
  readonly target: string;
};

type Rule = { fault: Fault; hits: number; from: number; until: number };

/** Everything that goes wrong at this exchange: scripted one by one, or drawn from a seed. */
export class Faults {
  readonly #clock: Clock;
  readonly #random: Random;
  #rules: Rule[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Puts a fault in force, from now or after `fault.after` ms.
   *
   * @throws {RangeError} naming the field that cannot be so.
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

  /** A storm of `ms` drawn from a seed; after it, its faults are over by themselves. */
  draw({ seed, ms }: { readonly seed: number; readonly ms: number }): readonly ScriptedFault[] {
    return drawFaults(createRandom(seed), ms).map((fault) => this.script(fault));
  }

  /** The faults in force, and those that will be. */
  get active(): readonly Fault[] {
    return this.#unspent().map((rule) => rule.fault);
  }

  /** Whether there is certainly no fault in force. */
  get idle(): boolean {
    return this.#rules.length === 0;
  }

  /** From now on all is well. */
  clear(): void {
    this.#rules = [];
  }

  /** The faults of these kinds that strike this subject now, each counted as a hit. */
  strike<K extends FaultKind>(subject: FaultSubject, kinds: readonly K[]): FaultOf<K>[] {
    if (this.#rules.length === 0) return [];
    const now = this.#clock.monotonic();
    this.#rules = this.#unspent();
    const struck: FaultOf<K>[] = [];
    for (const rule of this.#rules) {
      const { fault } = rule;
      if (!(kinds as readonly FaultKind[]).includes(fault.kind) || now < rule.from || !matches(fault, subject))
        continue;
      if (fault.probability !== undefined && this.#random.next() >= fault.probability) continue;
      rule.hits += 1;
      // The kind was tested above; TypeScript does not narrow a union by membership in a list.
      struck.push(fault as FaultOf<K>);
    }
    return struck;
  }

  /** Without those whose time is over or that have struck as often as they may. */
  #unspent(): Rule[] {
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
