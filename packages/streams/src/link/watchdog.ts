import type { Clock, Timer } from '@pkg/core';

/** With ping frames in sight: three of the exchange's 20 s pings would have come. */
const DEAD_AFTER = 45_000;
/** Where pings cannot be seen, silence means only that it is time to ask. */
const ASK_AFTER = 20_000;
const ANSWER_WITHIN = 10_000;
/** After a wake the line is most likely gone, so less patience. */
const ANSWER_AFTER_WAKE = 2_000;
/** A timer this late was held back: by a hidden tab, a busy loop or sleep. */
const LATE = 1_000;
const SLEPT = 30_000;

export type WatchdogHandlers = {
  /** Send something the exchange will answer. */
  probe(): void;
  /** The line is dead. */
  dead(reason: string): void;
  /** Time jumped: the host slept, or the page was hidden for long. Has to {@link Watchdog.ask}. */
  woke(): void;
};

/** Watches one open socket for silence. A timer that fires late proves nothing: then it asks. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #handlers: WatchdogHandlers;
  readonly #seesPings: boolean;
  /** When the last frame came, of any kind, in monotonic ms. */
  heardAt: number;
  #askedAt: number | undefined;
  #timer: Timer;

  constructor(clock: Clock, seesPings: boolean, handlers: WatchdogHandlers) {
    this.#clock = clock;
    this.#seesPings = seesPings;
    this.#handlers = handlers;
    this.heardAt = clock.monotonic();
    this.#arm(this.#limit);
  }

  /** Asks at once: the host woke. */
  ask(within: number = ANSWER_AFTER_WAKE): void {
    this.#askedAt = this.#clock.monotonic();
    this.#handlers.probe();
    this.#arm(within);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  get #limit(): number {
    return this.#seesPings ? DEAD_AFTER : ASK_AFTER;
  }

  #arm(ms: number): void {
    this.#clock.clearTimeout(this.#timer);
    const monotonic = this.#clock.monotonic();
    const wall = this.#clock.now();
    this.#timer = this.#clock.setTimeout(() => {
      // Some platforms stop monotonic time while they sleep, so the wall clock is asked too.
      const late = Math.max(this.#clock.monotonic() - monotonic, this.#clock.now() - wall) - ms;
      this.#check(late);
    }, ms);
  }

  #check(late: number): void {
    if (late > SLEPT) return this.#handlers.woke();
    const silent = this.#clock.monotonic() - this.heardAt;
    const answered = this.#askedAt === undefined || this.heardAt >= this.#askedAt;
    // A timer may fire a moment early.
    if (answered && silent < this.#limit - 1) {
      this.#askedAt = undefined;
      this.#arm(this.#limit - silent);
    } else if (late > LATE || (answered && !this.#seesPings)) {
      this.ask(ANSWER_WITHIN);
    } else {
      this.#handlers.dead(`silent for ${Math.round(silent / 1_000)} s`);
    }
  }
}
