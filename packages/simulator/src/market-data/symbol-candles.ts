import { type Candle, merge } from './candle.js';
import { CandleSeries, type Pause } from './candle-series.js';
import { type Interval, KLINE_INTERVALS, lengthOf } from './intervals.js';

/** The lengths of the units in which trades are added up, in ms: a second, a minute, an hour and a day. */
const UNITS: readonly number[] = (['1s', '1m', '1h', '1d'] as const).map(lengthOf);

/**
 * Collects the trades of one unit of time: the newest second, minute, hour or day. When the unit is over, its trades
 * are added to `series`: the candles of the intervals that are made of this unit (see {@link stageOf}).
 */
type Stage = {
  readonly unit: number;
  /** The trades of the newest unit, as one candle. They are not yet in `series`, nor in stages with longer units. */
  newest: Candle | undefined;
  readonly series: CandleSeries[];
};

/**
 * The candles of one symbol at all intervals. A trade is not added to each interval at once: it is first added to the
 * newest second, a complete second to the newest minute, a complete minute to the newest hour, and a complete hour to
 * the newest day.
 */
export class SymbolCandles {
  readonly #stages: readonly Stage[] = UNITS.map((unit) => ({ unit, newest: undefined, series: [] }));
  readonly #maximum: number;
  readonly #pauses: readonly Pause[];

  /**
   * @param maximum the number of candles to keep at each interval
   * @param pauses the times in which the symbol has no klines because of its status, oldest first
   */
  constructor(maximum: number, pauses: readonly Pause[]) {
    this.#maximum = maximum;
    this.#pauses = pauses;
    for (const interval of KLINE_INTERVALS) this.#open(interval, 0);
  }

  /** Adds the candle of one trade. The candle must not be used afterwards. */
  addTrade(candle: Candle): void {
    this.#add(0, candle);
  }

  /**
   * Adds a candle whose single trades are not known. The candle is merged into the candles of all intervals whose
   * length is a multiple of `length`. The caller must not use the object `candle` afterwards.
   *
   * @param length the length of the candle in ms: a minute, an hour or a day
   */
  addHistory(length: number, candle: Candle): void {
    const stage = UNITS.indexOf(length);
    if (stage < 0) throw new RangeError(`length: expected the ms of a minute, an hour or a day, got ${length}`);
    this.#flush(stage);
    this.#add(stage, candle);
  }

  /**
   * Returns the candles of one interval until now. Later trades are not always added to the returned object, so call
   * this method again after new trades. `offset` is the offset of the time zone from UTC, in minutes.
   */
  series(interval: Interval, offset = 0): CandleSeries {
    const stage = stageOf(interval, offset);
    this.#flush(stage);
    const { series } = this.#stages[stage] as Stage;
    const found = series.find((each) => each.interval === interval && each.offset === offset);
    if (found) return found;
    const opened = this.#open(interval, offset);
    // Time zone offsets are whole minutes. So each candle of a time zone consists of whole one-minute or one-second
    // candles of UTC.
    for (const candle of this.series(interval === '1s' ? '1s' : '1m').candles) opened.addCandle(candle);
    return opened;
  }

  /** Returns the candles of all intervals until now, in the order of {@link KLINE_INTERVALS}. */
  all(): CandleSeries[] {
    this.#flush(UNITS.length - 1);
    const series = this.#stages.flatMap((stage) => stage.series);
    return series.sort((one, other) => positionOf(one) - positionOf(other));
  }

  /** Replaces the candles of one interval with exported ones. */
  replace(interval: Interval, offset: number, candles: readonly Candle[]): void {
    this.series(interval, offset).replace(candles);
  }

  #open(interval: Interval, offset: number): CandleSeries {
    const opened = new CandleSeries(interval, offset, this.#maximum, this.#pauses);
    this.#stages[stageOf(interval, offset)]?.series.push(opened);
    return opened;
  }

  /**
   * Adds a candle to the newest unit of a stage. If the candle belongs to a later unit, the newest unit is complete,
   * and a new one begins.
   */
  #add(index: number, candle: Candle): void {
    const stage = this.#stages[index];
    if (!stage) return;
    const { newest, unit } = stage;
    if (newest && Math.floor(newest.openTime / unit) === Math.floor(candle.openTime / unit)) merge(newest, candle);
    else {
      this.#complete(index);
      stage.newest = candle;
    }
  }

  /** Adds the newest unit of a stage to the candles of this stage, and to the newest unit of the next stage. */
  #complete(index: number): void {
    const stage = this.#stages[index] as Stage;
    const { newest, series } = stage;
    if (!newest) return;
    stage.newest = undefined;
    for (const each of series) each.addCandle(newest);
    this.#add(index + 1, newest);
  }

  /** Adds all trades until now to the candles of the stages with the indexes 0 to `last`. */
  #flush(last: number): void {
    for (let index = 0; index <= last; index++) this.#complete(index);
  }
}

/**
 * Returns the index of the stage with the longest unit of which the interval is a multiple. The hours and days of the
 * stages are those of UTC, and other time zones have other hours and days. So an interval with an offset from UTC uses
 * the stage of the minute: all offsets are whole minutes.
 */
function stageOf(interval: Interval, offset: number): number {
  if (interval === '1s') return 0;
  if (offset !== 0) return 1;
  if (interval === '1M') return UNITS.length - 1;
  const length = lengthOf(interval);
  return UNITS.filter((unit) => length % unit === 0).length - 1;
}

const positionOf = ({ interval }: CandleSeries): number => KLINE_INTERVALS.indexOf(interval);
