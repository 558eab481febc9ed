import type { AggTradeEvent, BookTickerEvent, KlineEvent, TradeEvent } from '../events/market.js';
import { byteReader, literal } from './byte-reader.js';
import { type Frame, type TextBytes, textOf } from './frame.js';
import { HEAD, NAME_END } from './frame-head.js';
import { FrameTemplate } from './frame-template.js';

/**
 * Reads the event of a frame of bytes. Returns undefined if the frame differs from the exact form in which the exchange
 * writes frames. The scanner of a frame is found by the stream's name at the start of the frame. So the scanner itself
 * does not check the bytes up to the end of that name.
 */
type Scanner = (frame: TextBytes) => unknown;

const CLOSING_BRACE = 0x7d;

/**
 * Creates a function that reads the event of each frame of a stream. A frame of bytes is scanned. A frame of text, or
 * one that the scanner cannot read, is parsed by `JSON.parse`. Both ways give equal objects.
 */
export function decoderFor(stream: string): (frame: Frame) => unknown {
  const scan = scannerFor(stream);
  return (frame) => (typeof frame === 'string' ? undefined : scan(frame)) ?? parse(frame);
}

/**
 * Creates the scanner of a stream. Frames of the busiest streams have a fixed text between their values, so the
 * scanner reads only the values. It creates the same object as `JSON.parse`. For other streams, the scanner passes the
 * field `data` of the frame to `JSON.parse`.
 */
export function scannerFor(stream: string): Scanner {
  const [symbol = '', kind = '', ...rest] = stream.split('@');
  const start = HEAD.length + new TextEncoder().encode(stream).length;
  const [type = '', interval = ''] = kind.split('_');
  const isPlain = rest.length === 0 && /^[\w.-]+$/.test(symbol) && /^\w*$/.test(interval);
  const scanner = isPlain && Object.hasOwn(scanners, type) ? scanners[type] : undefined;
  return scanner?.(start, symbol.toUpperCase(), interval) ?? dataScanner(start);
}

const scanners: Readonly<Record<string, (start: number, s: string, interval: string) => Scanner>> = {
  trade(start, s) {
    const template = dataTemplate(`{"e":"trade","E":#,"s":"${s}","t":#,"p":"$","q":"$","T":#,"m":?,"M":true}`);
    const event = (): TradeEvent => ({
      e: 'trade',
      E: template.integer(0),
      s,
      t: template.integer(1),
      p: template.decimal(0),
      q: template.decimal(1),
      T: template.integer(2),
      m: template.boolean(0),
      M: true,
    });
    return (frame) => (template.matches(frame, start) ? event() : undefined);
  },

  aggTrade(start, s) {
    const template = dataTemplate(
      `{"e":"aggTrade","E":#,"s":"${s}","a":#,"p":"$","q":"$","f":#,"l":#,"T":#,"m":?,"M":true}`,
    );
    const event = (): AggTradeEvent => ({
      e: 'aggTrade',
      E: template.integer(0),
      s,
      a: template.integer(1),
      p: template.decimal(0),
      q: template.decimal(1),
      f: template.integer(2),
      l: template.integer(3),
      T: template.integer(4),
      m: template.boolean(0),
      M: true,
    });
    return (frame) => (template.matches(frame, start) ? event() : undefined);
  },

  bookTicker(start, s) {
    const template = dataTemplate(`{"u":#,"s":"${s}","b":"$","B":"$","a":"$","A":"$"}`);
    const event = (): BookTickerEvent => ({
      u: template.integer(0),
      s,
      b: template.decimal(0),
      B: template.decimal(1),
      a: template.decimal(2),
      A: template.decimal(3),
    });
    return (frame) => (template.matches(frame, start) ? event() : undefined);
  },

  kline(start, s, i) {
    const prices = '"o":"$","c":"$","h":"$","l":"$"';
    const volumes = '"v":"$","n":#,"x":?,"q":"$","V":"$","Q":"$","B":"$"';
    const k = `{"t":#,"T":#,"s":"${s}","i":"${i}","f":#,"L":#,${prices},${volumes}}`;
    const template = dataTemplate(`{"e":"kline","E":#,"s":"${s}","k":${k}}`);
    const event = (): KlineEvent => ({
      e: 'kline',
      E: template.integer(0),
      s,
      k: {
        t: template.integer(1),
        T: template.integer(2),
        s,
        i,
        f: template.integer(3),
        L: template.integer(4),
        o: template.decimal(0),
        c: template.decimal(1),
        h: template.decimal(2),
        l: template.decimal(3),
        v: template.decimal(4),
        n: template.integer(5),
        x: template.boolean(0),
        q: template.decimal(5),
        V: template.decimal(6),
        Q: template.decimal(7),
        B: template.decimal(8),
      },
    });
    return (frame) => (template.matches(frame, start) ? event() : undefined);
  },
};

/** Creates a template of the part of a frame that follows the stream's name. */
function dataTemplate(data: string): FrameTemplate {
  return new FrameTemplate(`${NAME_END}${data}}`);
}

/**
 * Creates a scanner that passes the data of a frame to `JSON.parse`. The scanner returns undefined if the data is not
 * JSON.
 */
function dataScanner(nameEnd: number): Scanner {
  const beforeData = literal(NAME_END);
  return (frame) => {
    byteReader.loadStartOnce(frame, nameEnd);
    const end = frame.length - 1;
    if (!byteReader.skip(beforeData) || frame[end] !== CLOSING_BRACE) return undefined;
    try {
      return JSON.parse(frame.toString('utf8', byteReader.at, end));
    } catch {
      return undefined;
    }
  };
}

function parse(frame: Frame): unknown {
  return (JSON.parse(textOf(frame)) as { data: unknown }).data;
}
