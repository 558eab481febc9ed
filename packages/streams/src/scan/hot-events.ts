import type { AggTradeEvent, BookTickerEvent, TradeEvent } from '../events/market.js';
import type { TextBytes } from '../link/frame.js';
import { ascii, Cursor } from './cursor.js';
import { HEAD, NAME_END } from './head.js';

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
  if (rest.length > 0 || !/^[\w.-]+$/.test(symbol)) return dataScanner(begin);
  const s = symbol.toUpperCase();
  if (kind === 'trade') return tradeScanner(begin, s);
  if (kind === 'aggTrade') return aggTradeScanner(begin, s);
  return kind === 'bookTicker' ? bookTickerScanner(begin, s) : dataScanner(begin);
}

/** Parses the data without what is around it. Where that is no JSON by itself, the frame has another form. */
function dataScanner(begin: number): Scan {
  const cursor = new Cursor();
  const head = ascii(NAME_END);
  return (frame) => {
    cursor.start(frame, begin);
    cursor.skip(head);
    const end = frame.length - 1;
    if (cursor.failed || frame[end] !== BRACE) return undefined;
    try {
      return JSON.parse(frame.toString('utf8', cursor.at, end));
    } catch {
      return undefined;
    }
  };
}

const BRACE = 0x7d;

function tradeScanner(begin: number, s: string): Scan {
  const cursor = new Cursor();
  const head = ascii('","data":{"e":"trade","E":');
  const [beforeId, beforeP] = [ascii(`,"s":"${s}","t":`), ascii(',"p":"')];
  const [beforeQ, beforeT, beforeM, beforeIgnored, end] = literals('","q":"', '","T":', ',"m":', ',"M":', '}}');
  return (frame): TradeEvent | undefined => {
    cursor.start(frame, begin);
    cursor.skip(head);
    const E = cursor.integer();
    cursor.skip(beforeId);
    const t = cursor.integer();
    cursor.skip(beforeP);
    const start = cursor.at;
    const endP = cursor.decimal();
    cursor.skip(beforeQ);
    const startQ = cursor.at;
    const endQ = cursor.decimal();
    cursor.skip(beforeT);
    const T = cursor.integer();
    cursor.skip(beforeM);
    const m = cursor.boolean();
    cursor.skip(beforeIgnored);
    const M = cursor.boolean();
    cursor.skip(end);
    if (!cursor.isDone) return undefined;
    const text = frame.toString('latin1', start, endQ);
    return { e: 'trade', E, s, t, p: text.slice(0, endP - start), q: text.slice(startQ - start), T, m, M };
  };
}

function aggTradeScanner(begin: number, s: string): Scan {
  const cursor = new Cursor();
  const head = ascii('","data":{"e":"aggTrade","E":');
  const [beforeId, beforeP] = [ascii(`,"s":"${s}","a":`), ascii(',"p":"')];
  const [beforeQ, beforeF, beforeL, beforeT] = literals('","q":"', '","f":', ',"l":', ',"T":');
  const [beforeM, beforeIgnored, end] = literals(',"m":', ',"M":', '}}');
  return (frame): AggTradeEvent | undefined => {
    cursor.start(frame, begin);
    cursor.skip(head);
    const E = cursor.integer();
    cursor.skip(beforeId);
    const a = cursor.integer();
    cursor.skip(beforeP);
    const start = cursor.at;
    const endP = cursor.decimal();
    cursor.skip(beforeQ);
    const startQ = cursor.at;
    const endQ = cursor.decimal();
    cursor.skip(beforeF);
    const f = cursor.integer();
    cursor.skip(beforeL);
    const l = cursor.integer();
    cursor.skip(beforeT);
    const T = cursor.integer();
    cursor.skip(beforeM);
    const m = cursor.boolean();
    cursor.skip(beforeIgnored);
    const M = cursor.boolean();
    cursor.skip(end);
    if (!cursor.isDone) return undefined;
    const text = frame.toString('latin1', start, endQ);
    return { e: 'aggTrade', E, s, a, p: text.slice(0, endP - start), q: text.slice(startQ - start), f, l, T, m, M };
  };
}

function bookTickerScanner(begin: number, s: string): Scan {
  const cursor = new Cursor();
  const head = ascii('","data":{"u":');
  const beforeBid = ascii(`,"s":"${s}","b":"`);
  const [beforeBidQuantity, beforeAsk, beforeAskQuantity, end] = literals('","B":"', '","a":"', '","A":"', '"}}');
  return (frame): BookTickerEvent | undefined => {
    cursor.start(frame, begin);
    cursor.skip(head);
    const u = cursor.integer();
    cursor.skip(beforeBid);
    const start = cursor.at;
    const endBid = cursor.decimal() - start;
    cursor.skip(beforeBidQuantity);
    const startB = cursor.at - start;
    const endB = cursor.decimal() - start;
    cursor.skip(beforeAsk);
    const startAsk = cursor.at - start;
    const endAsk = cursor.decimal() - start;
    cursor.skip(beforeAskQuantity);
    const startA = cursor.at - start;
    const endA = cursor.decimal();
    cursor.skip(end);
    if (!cursor.isDone) return undefined;
    const text = frame.toString('latin1', start, endA);
    const b = text.slice(0, endBid);
    const B = text.slice(startB, endB);
    return { u, s, b, B, a: text.slice(startAsk, endAsk), A: text.slice(startA) };
  };
}

function literals<T extends string[]>(...texts: T): { [K in keyof T]: Uint8Array } {
  return texts.map(ascii) as { [K in keyof T]: Uint8Array };
}
