import { parseArgs } from 'node:util';
import type { SymbolSpec } from '../engine/types.js';
import { createExchange, type Exchange } from '../exchange/exchange.js';
import { readRecordingFile } from '../sources/recording/recording-file.node.js';
import { type ModeName, modes } from '../sources/synthetic/market-modes.js';
import { usualSymbol } from '../sources/synthetic/symbol-by-name.js';
import { SyntheticDepth } from '../sources/synthetic/synthetic-depth.js';
import { World } from '../sources/synthetic/synthetic-market.js';
import { hostTime } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { serve } from './server.node.js';

const usage = `binance-simulator [options]

  --port N          port on 127.0.0.1; 0 takes a free one (8080)
  --host ADDRESS    address to listen on (127.0.0.1)
  --seed N          what the market does follows from it (1)
  --symbols A,B     symbols to list (BTCUSDT,ETHUSDT,BNBUSDT,LTCUSDT,BNBBTC)
  --mode MODE       ${Object.keys(modes).join(', ')} (calm)
  --history HOURS   candles from before the start (12)
  --synthetic N     lists N more symbols, S1USDT on, whose books stir every 100 ms with no orders behind them (0)
  --api-key K       the account's key; made up when not given
  --api-secret S    its HMAC secret
  --replay FILE     a recorded session, plain or gzipped, in place of its symbol's market; may be given again
  --loop            begin the recording anew when it ends
  --speed N         times the wall clock, 0 stands still; with --replay also: max, as fast as it is taken (1)
  --json            print one line of JSON when ready
  --help`;

const USUAL_SYMBOLS = 'BTCUSDT,ETHUSDT,BNBUSDT,LTCUSDT,BNBBTC';

/** Amounts that the ready-made account starts with. */
const PURSE: Readonly<Record<string, string>> = {
  USDT: '1000000',
  BTC: '100',
  BNB: '10000',
  ETH: '1000',
  LTC: '10000',
};

/**
 * Runs the command; gives the exit code.
 *
 * @param untilEnded what ends it @default a signal
 */
export async function run(args: readonly string[], untilEnded: () => Promise<void> = signal): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} (--help tells the options)`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  try {
    await serveUntil(untilEnded, options);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

type Options = ReturnType<typeof readOptions>;

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string', default: '1' },
      symbols: { type: 'string', default: USUAL_SYMBOLS },
      mode: { type: 'string', default: 'calm' },
      history: { type: 'string', default: '12' },
      synthetic: { type: 'string', default: '0' },
      'api-key': { type: 'string' },
      'api-secret': { type: 'string' },
      replay: { type: 'string', multiple: true, default: [] },
      loop: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const speed = values.speed === 'max' ? ('max' as const) : notNegative('--speed', values.speed);
  if (values.replay.length === 0 && speed === 'max') throw new RangeError('--speed: max is for --replay');
  if (values.replay.length === 0 && values.loop) throw new RangeError('--loop: there is no --replay');
  for (const name of ['api-key', 'api-secret'] as const) {
    if (values[name] === '') throw new RangeError(`--${name}: empty`);
  }
  return {
    ...values,
    speed,
    mode: modeOf(values.mode),
    port: portOf(values.port),
    seed: whole('--seed', values.seed),
    synthetic: whole('--synthetic', values.synthetic),
    history: notNegative('--history', values.history),
    symbols: symbolsOf(values.symbols),
  };
}

async function serveUntil(untilEnded: () => Promise<void>, options: Options): Promise<void> {
  const recordings = await Promise.all(options.replay.map(readRecordingFile));
  const replayed = new Set(recordings.map(({ symbol }) => symbol));
  const listed = options.symbols.map(({ symbol }) => symbol);
  const history = options.history * 3_600_000;
  const clock = new VirtualClock({ start: hostTime.now() - history });
  const exchange = createExchange({
    seed: options.seed,
    clock,
    symbols: [...options.symbols, ...[...replayed].filter((symbol) => !listed.includes(symbol))],
  });
  const account = exchange.createAccount({
    apiKey: options['api-key'],
    apiSecret: options['api-secret'],
    balances: purseFor(exchange.engine.assets()),
  });
  const world = new World(exchange, {
    mode: options.mode,
    symbols: listed.filter((symbol) => !replayed.has(symbol)),
  });
  world.rehearse(clock, history);
  // The rehearsal took its own time: without this the exchange's clock would be behind the host's for good.
  clock.skip(hostTime.now() - clock.now());
  world.start();
  const { port, host, loop, speed } = options;
  // It follows the exchange's time, which runs at that speed already.
  const pace = speed === 'max' ? 'max' : 1;
  for (const recording of recordings) exchange.replay(recording, { speed: pace, loop });
  const synthetic = feedSynthetic(exchange, options.synthetic);
  const served = await serve(exchange, { port, host, world, speed: speed === 'max' ? 1 : speed });
  const { rest, streams, wsApi } = served;
  const { apiKey, apiSecret } = account;
  if (options.json) console.log(JSON.stringify({ rest, streams, wsApi, apiKey, apiSecret }));
  else {
    console.log(
      `REST           ${rest}\nstreams        ${streams}\nWebSocket API  ${wsApi}\ncontrol        ${rest}/sim/`,
    );
    console.log(`API key        ${apiKey}\nAPI secret     ${apiSecret}`);
  }
  await untilEnded();
  world.close();
  synthetic.stop();
  await served.close();
  exchange.close();
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
}

function feedSynthetic(exchange: Exchange, count: number): SyntheticDepth {
  const symbols = Array.from({ length: count }, (_, index) => `S${index + 1}USDT`);
  for (const symbol of symbols) {
    exchange.engine.addSymbol({ symbol, baseAsset: symbol.slice(0, -4), quoteAsset: 'USDT' });
  }
  const depth = new SyntheticDepth(exchange.clock, exchange.random, symbols);
  for (const book of depth.books) exchange.feed(book);
  depth.start();
  return depth;
}

/** The usual purse, and some of everything else that is listed. */
function purseFor(assets: readonly string[]): Record<string, string> {
  return { ...Object.fromEntries(assets.map((asset) => [asset, '10000'])), ...PURSE };
}

function modeOf(text: string): ModeName {
  const names = Object.keys(modes) as ModeName[];
  const mode = names.find((name) => name === text);
  if (!mode) throw new RangeError(`--mode: ${text} is none of ${names.join(', ')}`);
  return mode;
}

function symbolsOf(text: string): SymbolSpec[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.includes('')) throw new RangeError(`--symbols: an empty name in ${text}`);
  return [...new Set(names)].map(usualSymbol);
}

function portOf(text: string): number {
  const port = whole('--port', text);
  if (port > 65_535) throw new RangeError(`--port: not a port: ${text}`);
  return port;
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${name}: not a whole number: ${text}`);
  return Number(text);
}

function notNegative(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`${name}: not a number: ${text}`);
  if (value < 0) throw new RangeError(`${name}: below 0: ${text}`);
  return value;
}
