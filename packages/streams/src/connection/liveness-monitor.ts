import type { Clock, Timer } from '@pkg/core';
import type { FrameClock, Moment } from './frame-clock.js';

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
/** A sign of waking casts no doubt on a line that was heard from within this time: a tab was switched, no more. */
const FRESH = 10_000;

export type LivenessHandlers = {
  /** As {@link Session.probe}. */
  probe(isDoubtful: boolean): void;
  /** The line is dead. */
  dead(reason: string): void;
  /** Time jumped: the host slept, or the page was hidden for long. Has to {@link LivenessMonitor.wake}. */
  woke(): void;
};

/**
 * Watches one open socket for silence. A timer that fires late proves nothing: then it asks.
 *
 * A line that lives is heard from every 20 s, by a ping or by an answer. So 30 s of silence mean that the host slept, and
 * are noticed by whatever comes first: a timer, a frame, or a call of {@link checkSleep}.
 */
export class LivenessMonitor {
  readonly #clock: Clock;
  readonly #turn: FrameClock;
  readonly #handlers: LivenessHandlers;
  readonly #seesPings: boolean;
  /** When the last frame came, of any kind. */
  heardAt: Moment;
  /** Since when an answer is due. */
  #askedAt: Moment | undefined;
  #timer: Timer;

  constructor(clock: Clock, turn: FrameClock, seesPings: boolean, handlers: LivenessHandlers) {
    this.#clock = clock;
    this.#turn = turn;
    this.#seesPings = seesPings;
    this.#handlers = handlers;
    this.heardAt = turn.moment;
    this.#arm(this.#limit);
  }

  /** A frame came, of any kind. */
  heard(): void {
    const { moment } = this.#turn;
    // Most frames come with others in one turn.
    if (moment === this.heardAt) return;
    // The first one after sleep may have come before it, and is no answer.
    if (!this.checkSleep()) this.#askedAt = undefined;
    this.heardAt = moment;
  }

  /** Whether the connection has been silent for longer than it ever is while the machine is awake. */
  get hasSlept(): boolean {
    return this.#silence > SLEPT;
  }

  /** Reports a sleep of the machine before a timer or a frame does. Returns {@link hasSlept}. */
  checkSleep(): boolean {
    const { hasSlept } = this;
    if (hasSlept) this.#handlers.woke();
    return hasSlept;
  }

  /** Asks at once: the host woke. */
  wake(): void {
    this.#ask(ANSWER_AFTER_WAKE, this.#silence >= FRESH);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** Since it was last heard from or asked, ms. */
  get #silence(): number {
    return this.#turn.since(this.#askedAt ?? this.heardAt);
  }

  get #limit(): number {
    return this.#seesPings ? DEAD_AFTER : ASK_AFTER;
  }

  #ask(within: number, isDoubtful: boolean): void {
    this.#askedAt = this.#turn.moment;
    this.#arm(within);
    // Last, since who is told of the doubt may close the line.
    this.#handlers.probe(isDoubtful);
  }

  #arm(ms: number): void {
    this.#clock.clearTimeout(this.#timer);
    const { moment } = this.#turn;
    this.#timer = this.#clock.setTimeout(() => this.#check(this.#turn.since(moment) - ms), ms);
  }

  #check(late: number): void {
    if (late > SLEPT) return this.#handlers.woke();
    const silent = this.#turn.since(this.heardAt);
    // A timer may fire a moment early.
    if (!this.#askedAt && silent < this.#limit - 1) {
      this.#arm(this.#limit - silent);
    } else if (late > LATE || !(this.#askedAt || this.#seesPings)) {
      this.#ask(ANSWER_WITHIN, false);
    } else {
      this.#handlers.dead(`silent for ${Math.round(silent / 1_000)} s`);
    }
  }
}
