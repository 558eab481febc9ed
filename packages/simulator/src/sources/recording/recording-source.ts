import type { SymbolSpec } from '../../engine/types/index.js';
import { type WarmUp, warmUpEvents } from '../history/kline-reader.js';
import type { MarketEvent, MarketSource, TradeEvent } from '../market/market-source.js';
import { timedSource } from '../market/timed-source.js';
import { isDiffDepth, type RecordedLine, type Recording } from './recording.js';

/** Options of a recording that is used as a market source. */
export type RecordingOptions = {
  /** The symbol with all its properties. @default the symbol of the recording, with the default properties */
  readonly symbol?: SymbolSpec | undefined;
  /** Candles from before the recording, for klines and tickers. Candles of later times are ignored. @default none */
  readonly warmUp?: WarmUp | undefined;
};

/**
 * The market of a recording, as a market source: `createExchange({ source: recording(readRecording(text)) })`.
 *
 * The order book starts as the recorded snapshot, and the recorded `@depth` events change it. The trades are the
 * recorded `@trade` events, or the `@aggTrade` events if there are no `@trade` events. All other recorded streams are
 * ignored, because the exchange derives its own streams from the book and the trades. Each event has the exchange's
 * time: `E` of a depth event, `T` of a trade. If a trade and a depth event have the same time, the trade comes first.
 *
 * @throws {SyntaxError} if depth events are missing between the recorded ones
 */
export function recording(recorded: Recording, options: RecordingOptions = {}): MarketSource {
  const { symbol } = recorded;
  const { events, start } = orderEvents(recorded);
  const firstTrade = events.find(({ line }) => !isDiffDepth(line.stream as string));
  const firstTime = Math.min(start, firstTrade?.time ?? start) / 1000;
  return timedSource({
    symbols: [options.symbol ?? symbol],
    start: start / 1000,
    *events() {
      const { firstId, id } = firstTrade ? tradeOf(symbol, firstTrade) : {};
      yield* warmUpEvents(symbol, options.warmUp, firstTime, firstId ?? id);
      yield* marketEvents(recorded, events, start);
    },
  });
}

/** A line of a recording, with the time in µs that the recorded exchange has given to the event. */
type TimedLine = { readonly time: number; readonly line: RecordedLine };

/**
 * Selects the depth events and the trades, and sorts them by the exchange's time. `start` is the last whole ms before
 * the first depth event that changes the book.
 */
function orderEvents({ lines, snapshot }: Recording): { events: readonly TimedLine[]; start: number } {
  const suffix = lines.some(({ stream }) => stream?.endsWith('@trade')) ? '@trade' : '@aggTrade';
  const trades: TimedLine[] = [];
  const changes: TimedLine[] = [];
  let last = snapshot.lastUpdateId;
  let lastTime = 0;
  for (const line of lines) {
    const { stream, text } = line;
    if (stream?.endsWith(suffix)) trades.push({ time: toMicroseconds(fieldOf(text, 'T')), line });
    if (stream === undefined || !isDiffDepth(stream)) continue;
    lastTime = toMicroseconds(fieldOf(text, 'E'));
    const final = fieldOf(text, 'u');
    if (final <= last) continue;
    const first = fieldOf(text, 'U');
    if (first > last + 1) {
      throw new SyntaxError(`recording: expected an event that continues the update id ${last}, got one from ${first}`);
    }
    last = final;
    changes.push({ time: lastTime, line });
  }
  const start = Math.ceil((changes[0]?.time ?? Math.max(lastTime, trades[0]?.time ?? 0)) / 1000) * 1000 - 1000;
  // Sorting is stable, so a trade comes before a depth event of the same time.
  return { events: [...trades, ...changes].sort((one, other) => one.time - other.time), start };
}

function* marketEvents(
  { symbol, snapshot }: Recording,
  events: readonly TimedLine[],
  start: number,
): Generator<MarketEvent> {
  let hasBook = false;
  const book = { type: 'BOOK', symbol, time: start, ...snapshot } as const;
  for (const { time, line } of events) {
    if (!hasBook && time >= start) {
      hasBook = true;
      yield book;
    }
    if (isDiffDepth(line.stream as string)) {
      const { b, a, u } = JSON.parse(line.text);
      yield { type: 'LEVELS', symbol, time, bids: b, asks: a, lastUpdateId: u };
    } else yield tradeOf(symbol, { time, line });
  }
  if (!hasBook) yield book;
}

function tradeOf(symbol: string, { time, line }: TimedLine): TradeEvent {
  const event = JSON.parse(line.text);
  const ids = event.e === 'aggTrade' ? { aggregateId: event.a, firstId: event.f, id: event.l } : { id: event.t };
  return { type: 'TRADE', symbol, time, price: event.p, quantity: event.q, isBuyerMaker: event.m, ...ids };
}

/**
 * Reads a whole number from the JSON text of an event without parsing the rest. The fields `E`, `T`, `U` and `u` are
 * not nested, so the first match is the right one.
 */
function fieldOf(text: string, name: string): number {
  const match = new RegExp(`"${name}"\\s*:\\s*(\\d+)`).exec(text);
  if (!match) throw new SyntaxError(`recording: expected an event with ${name}, got '${text.slice(0, 60)}'`);
  return Number(match[1]);
}

/** Converts a time of a stream to µs. Streams send ms, or with `timeUnit=MICROSECOND` µs. */
const toMicroseconds = (time: number): number => (time > 1e14 ? time : time * 1000);
