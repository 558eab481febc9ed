import type { AggTradeEvent, BookTickerEvent, TradeEvent } from '../events/market.js';
import { Form } from './form.js';
import type { TextBytes } from './frame.js';
import { HEAD, NAME_END } from './head.js';
import { scratch } from './scratch.js';
import { literal } from './words.js';

/**
 * Reads a frame in the one form in which the exchange writes it; undefined for anything else. The head of the frame, up
 * to the stream's name, was read to find the stream and is not read again.
 */
type Scan = (frame: TextBytes) => unknown;

/**
 * A reader of a stream's frames as bytes. For the streams that bring the most it makes the very object that `JSON.parse`
 * would, without parsing what is known beforehand; of the others it parses the data alone.
 */
export function scannerFor(stream: string): Scan {
  const [symbol = '', kind = '', ...rest] = stream.split('@');
  const begin = HEAD.length + new TextEncoder().encode(stream).length;
  const scanner = rest.length === 0 && /^[\w.-]+$/.test(symbol) ? scanners[kind] : undefined;
  return scanner?.(begin, symbol.toUpperCase()) ?? dataScanner(begin);
}

const scanners: Readonly<Record<string, (begin: number, s: string) => Scan>> = {
  trade(begin, s) {
    const form = dataForm(`{"e":"trade","E":#,"s":"${s}","t":#,"p":"$","q":"$","T":#,"m":?,"M":true}`);
    const event = (): TradeEvent => ({
      e: 'trade',
      E: form.number(0),
      s,
      t: form.number(1),
      p: form.decimal(0),
      q: form.decimal(1),
      T: form.number(2),
      m: form.flag(0),
      M: true,
    });
    return (frame) => (form.reads(frame, begin) ? event() : undefined);
  },

  aggTrade(begin, s) {
    const form = dataForm(`{"e":"aggTrade","E":#,"s":"${s}","a":#,"p":"$","q":"$","f":#,"l":#,"T":#,"m":?,"M":true}`);
    const event = (): AggTradeEvent => ({
      e: 'aggTrade',
      E: form.number(0),
      s,
      a: form.number(1),
      p: form.decimal(0),
      q: form.decimal(1),
      f: form.number(2),
      l: form.number(3),
      T: form.number(4),
      m: form.flag(0),
      M: true,
    });
    return (frame) => (form.reads(frame, begin) ? event() : undefined);
  },

  bookTicker(begin, s) {
    const form = dataForm(`{"u":#,"s":"${s}","b":"$","B":"$","a":"$","A":"$"}`);
    const event = (): BookTickerEvent => ({
      u: form.number(0),
      s,
      b: form.decimal(0),
      B: form.decimal(1),
      a: form.decimal(2),
      A: form.decimal(3),
    });
    return (frame) => (form.reads(frame, begin) ? event() : undefined);
  },
};

/** From the stream's name to the end of the frame. */
function dataForm(template: string): Form {
  return new Form(`${NAME_END}${template}}`);
}

/** Parses the data without what is around it. Where that is no JSON by itself, the frame has another form. */
function dataScanner(begin: number): Scan {
  const nameEnd = literal(NAME_END);
  const start = begin + nameEnd.length;
  return (frame) => {
    scratch.see(frame);
    const end = frame.length - 1;
    if (!scratch.has(nameEnd, begin) || frame[end] !== BRACE) return undefined;
    try {
      return JSON.parse(frame.toString('utf8', start, end));
    } catch {
      return undefined;
    }
  };
}

const BRACE = 0x7d;
