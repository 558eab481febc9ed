import { parseArgs } from 'node:util';
import type { SymbolSpec } from '../engine/types/index.js';
import type { AccountFees, AccountOptions } from '../exchange/accounts.js';
import { createExchange, type Exchange } from '../exchange/exchange.js';
import { noLimits } from '../exchange/no-limits.js';
import { symbolByName } from '../exchange/symbol-by-name.js';
import type { JournalEntry } from '../protocol/journal.js';
import { readRecordingFile } from '../sources/recording/recording-file.node.js';
import { type ModeName, modes } from '../sources/synthetic/market-modes.js';
import { SyntheticDepth } from '../sources/synthetic/synthetic-depth.js';
import { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import { systemClock } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { serve } from './server.node.js';
import { readStateFile, writeStateFile } from './state-file.node.js';

const DEFAULT_SYMBOLS = 'BTCUSDT,ETHUSDT,BNBUSDT,LTCUSDT,BNBBTC';

const usage = `binance-simulator [options]

  --port N          port to listen on; 0 chooses a free one (8080)
  --host ADDRESS    address to listen on (127.0.0.1)
  --seed N          seed of everything random (1)
  --symbols A,B     symbols to list (${DEFAULT_SYMBOLS})
  --mode MODE       behaviour of the market: ${Object.keys(modes).join(', ')} (calm)
  --history HOURS   hours of candles and trades from before the start; 8760 is a year (24)
  --synthetic N     list N more symbols (S1USDT, S2USDT, …) whose books change every 100 ms without orders (0)
  --api-key K       API key of the account (random)
  --api-secret S    HMAC secret of the API key (random)
  --balances A=N,B=N  free balances of the account; assets without an entry have 0 (plenty of each asset)
  --fees MAKER,TAKER  commission of the account as fractions: 0.001 is 0.1 % (0.001,0.001)
  --state FILE      continue with the state in the file if it exists, and write the state to it at the end
  --control-token T token that opens the routes under /sim/ to other machines (random)
  --replay FILE     serve a recording, plain or gzipped, as the market of its symbol; may be repeated
  --loop            start the recording again when it ends
  --speed N         speed of time: 1 is real time, 0 stands still; with --replay also max, as fast as clients read (1)
  --no-limits       limits of requests, orders, connections and messages that no client reaches
  --lenient-time    accept every timestamp of a signed request
  --verbose         print every request with its status, without secrets, to the standard error output
  --json            print one line of JSON when the server is ready
  --help            print this help`;

/** Free balances of the command's account at the start. {@link balancesOf} adds other assets. */
const BALANCES: Readonly<Record<string, string>> = {
  USDT: '1000000',
  BTC: '100',
  BNB: '10000',
  ETH: '1000',
  LTC: '10000',
};

/**
 * Runs the `binance-simulator` command and returns its exit code.
 *
 * @param untilEnded resolves when the server has to stop @default at SIGINT or SIGTERM
 */
export async function run(args: readonly string[], untilEnded: () => Promise<void> = signal): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error} (--help lists the options)`);
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
      symbols: { type: 'string', default: DEFAULT_SYMBOLS },
      mode: { type: 'string', default: 'calm' },
      history: { type: 'string', default: '24' },
      synthetic: { type: 'string', default: '0' },
      'api-key': { type: 'string' },
      'api-secret': { type: 'string' },
      'control-token': { type: 'string' },
      state: { type: 'string' },
      balances: { type: 'string' },
      fees: { type: 'string' },
      replay: { type: 'string', multiple: true, default: [] },
      loop: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
      'no-limits': { type: 'boolean', default: false },
      'lenient-time': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const speed = values.speed === 'max' ? ('max' as const) : notNegative('--speed', values.speed);
  if (values.replay.length === 0 && speed === 'max') throw new RangeError("--speed: 'max' requires --replay");
  if (values.replay.length === 0 && values.loop) throw new RangeError('--loop: requires --replay');
  for (const name of ['api-key', 'api-secret', 'control-token', 'state'] as const) {
    if (values[name] === '') throw new RangeError(`--${name}: expected a value, got an empty one`);
  }
  return {
    ...values,
    speed,
    mode: modeOf(values.mode),
    balances: values.balances === undefined ? undefined : readBalances(values.balances),
    fees: values.fees === undefined ? undefined : readFees(values.fees),
    port: portOf(values.port),
    seed: whole('--seed', values.seed),
    synthetic: whole('--synthetic', values.synthetic),
    history: notNegative('--history', values.history),
    symbols: symbolsOf(values.symbols),
  };
}

async function serveUntil(untilEnded: () => Promise<void>, options: Options): Promise<void> {
  const recordings = await Promise.all(options.replay.map(readRecordingFile));
  const saved = options.state === undefined ? undefined : await readStateFile(options.state);
  const replayed = new Set(recordings.map(({ symbol }) => symbol));
  const listed = options.symbols.map(({ symbol }) => symbol);
  const history = options.history * 3_600_000;
  const clock = new VirtualClock({ start: systemClock.now() - history });
  const limits = options['no-limits'] ? noLimits : {};
  const exchange = createExchange({
    ...limits,
    settings: { ...limits.settings, lenientTime: options['lenient-time'] },
    seed: options.seed,
    clock,
    symbols: [...options.symbols, ...[...replayed].filter((symbol) => !listed.includes(symbol))],
  });
  exchange.onFailure((error) => console.error('The simulator failed and answered -1000:', error));
  if (options.verbose) exchange.journal.on((entry) => console.error(lineOf(entry)));
  const account = accountOptions(options, exchange);
  const { apiKey: newKey } = exchange.createAccount(account);
  const market = new SyntheticMarket(exchange, {
    mode: options.mode,
    symbols: listed.filter((symbol) => !replayed.has(symbol)),
  });
  if (saved === undefined) {
    market.warmUp(clock, history, options.history > LONG_HISTORY ? printProgress : undefined);
  } else exchange.importState(saved);
  const key =
    exchange.keys.find(({ apiKey }) => apiKey === (options['api-key'] ?? newKey)) ??
    (options['api-key'] === undefined ? exchange.keys.find(({ apiSecret }) => apiSecret !== '') : undefined) ??
    exchange.createAccount(account);
  if (key.apiSecret === '') throw new RangeError(`--state: the secret of ${key.apiKey} is not in it; use --api-secret`);
  // The generation of the history took real time, or the state is from an earlier time. Moves the clock to the time of
  // the machine.
  if (options.speed !== 0 || saved === undefined) clock.skip(systemClock.now() - clock.now());
  market.start();
  const { port, host, loop, speed } = options;
  // A replay uses the exchange's time, which already runs at this speed.
  const replaySpeed = speed === 'max' ? 'max' : 1;
  for (const recording of recordings) exchange.replay(recording, { speed: replaySpeed, loop });
  const synthetic = feedSynthetic(exchange, options.synthetic);
  const served = await serve(exchange, {
    port,
    host,
    market,
    speed: speed === 'max' ? 1 : speed,
    controlToken: options['control-token'],
  });
  const { rest, streams, wsApi, controlToken } = served;
  const { apiKey, apiSecret } = key;
  if (options.json) console.log(JSON.stringify({ rest, streams, wsApi, apiKey, apiSecret, controlToken }));
  else {
    console.log(
      `REST           ${rest}\nstreams        ${streams}\nWebSocket API  ${wsApi}\ncontrol        ${rest}/sim/`,
    );
    console.log(`API key        ${apiKey}\nAPI secret     ${apiSecret}\ncontrol token  ${controlToken}`);
  }
  await untilEnded();
  // Closing the server also interrupts a running `advance` and stops time. The market is closed after the export,
  // because the state has to contain it.
  await served.close();
  if (options.state !== undefined) await writeStateFile(options.state, exchange.exportState());
  market.close();
  synthetic.stop();
  exchange.close();
}

/** Progress is printed if more hours of history than this are generated. */
const LONG_HISTORY = 48;

function printProgress(done: number, of: number): void {
  console.error(`history: ${done} of ${of} symbols`);
}

function lineOf({ time, api, ip, target, request, outcome }: JournalEntry): string {
  return `${new Date(time).toISOString()} ${api} ${ip} ${outcome} ${target} ${request.replaceAll(/\s+/g, ' ')}`;
}

function accountOptions(options: Options, exchange: Exchange): AccountOptions {
  return {
    apiKey: options['api-key'],
    apiSecret: options['api-secret'],
    // A secret that the user has given may be used elsewhere, so it is not written to the state file.
    exportSecret: options['api-secret'] === undefined,
    balances: options.balances ?? balancesOf(exchange.engine.assets()),
    fees: options.fees,
  };
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

/** Returns the balances of the account: 10,000 of each asset that is not in {@link BALANCES}. */
function balancesOf(assets: readonly string[]): Record<string, string> {
  return { ...Object.fromEntries(assets.map((asset) => [asset, '10000'])), ...BALANCES };
}

function readBalances(text: string): Record<string, string> {
  const entries = text.split(',').map((entry) => /^\s*([\p{L}\p{N}]+)=(\d{1,20}(?:\.\d{1,8})?)\s*$/u.exec(entry));
  if (entries.some((entry) => entry === null)) {
    throw new RangeError(`--balances: expected entries such as USDT=1000.5 separated by commas, got '${text}'`);
  }
  return Object.fromEntries(entries.map((entry) => [entry?.[1]?.toUpperCase(), entry?.[2]]));
}

function readFees(text: string): AccountFees {
  const match = /^(0(?:\.\d{1,8})?|1),(0(?:\.\d{1,8})?|1)$/.exec(text);
  if (!match) throw new RangeError(`--fees: expected two fractions such as 0.001,0.001, got '${text}'`);
  return { maker: match[1], taker: match[2] };
}

function modeOf(text: string): ModeName {
  const names = Object.keys(modes) as ModeName[];
  const mode = names.find((name) => name === text);
  if (!mode) throw new RangeError(`--mode: expected ${names.join(', ')}, got '${text}'`);
  return mode;
}

function symbolsOf(text: string): SymbolSpec[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.includes('')) throw new RangeError(`--symbols: expected names separated by commas, got '${text}'`);
  return [...new Set(names)].map(symbolByName);
}

function portOf(text: string): number {
  const port = whole('--port', text);
  if (port > 65_535) throw new RangeError(`--port: expected 0 to 65535, got '${text}'`);
  return port;
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${name}: expected a whole number, got '${text}'`);
  return Number(text);
}

function notNegative(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`${name}: expected a number, got '${text}'`);
  if (value < 0) throw new RangeError(`${name}: expected a number that is not negative, got '${text}'`);
  return value;
}
