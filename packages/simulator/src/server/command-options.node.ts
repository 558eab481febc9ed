import { parseArgs } from 'node:util';
import type { AccountFees } from '../exchange/accounts.js';
import { symbolByName } from '../exchange/symbol-by-name.js';
import { exchangePorts } from '../network/hosts.js';
import { type ModeName, modes } from '../sources/synthetic/market-modes.js';

export const DEFAULT_SYMBOLS: readonly string[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'BNBBTC'];
const DEFAULT_AUTHORITY = 'binance-simulator-authority.pem';

export const usage: string = `binance-simulator [options]

  --port N          port to listen on; 0 chooses a free one; may be repeated (8080; 443 and 9443 with --tls)
  --host ADDRESS    address to listen on (127.0.0.1)
  --tls             serve https and wss, with a new certificate for all host names of the exchange
  --tls-authority FILE  file for the certificate of the authority, which clients have to trust
                    (${DEFAULT_AUTHORITY})
  --seed N          seed of everything random (1)
  --symbols A,B     symbols to list (${DEFAULT_SYMBOLS})
  --exchange-info FILE  list the symbols of a saved answer of exchangeInfo, plain or gzipped, with its filters and
                    limits; those of --symbols have a market
  --empty           no market, no history, and no balances but those of --balances
  --mode MODE       behaviour of the market: ${Object.keys(modes).join(', ')} (calm)
  --history HOURS   hours of candles and trades from before the start; 8760 is a year (24)
  --synthetic N     list N more symbols (S1USDT, S2USDT, …) whose books change every 100 ms without orders (0)
  --api-key K       API key of the account (random)
  --api-secret S    HMAC secret of the API key (random)
  --balances A=N,B=N  free balances of the account; assets without an entry have 0 (plenty of each asset)
  --fees MAKER,TAKER  commission of the account as fractions: 0.001 is 0.1 % (0.001,0.001)
  --state FILE      continue with the state in the file if it exists, and write the state to it at the end
  --control-token T token that opens the routes under /sim/ to other machines (random)
  --source FILE     trade on a market of the past, in its time: a recording, or a public file of trades, aggregate
                    trades or klines with its usual name (BTCUSDT-1m-2024-08.zip); may be repeated
  --mirror MARKET   trade on prices of a live market without an API key, for paper trading: live, testnet, demo,
                    marketData, or a URL such as http://127.0.0.1:8080; needs the package @pkg/streams
  --replay FILE     serve a recording, plain or gzipped, as the market of its symbol; may be repeated
  --loop            start the recording again when it ends
  --speed N         speed of time: 1 is real time, 0 stands still; with --replay also max, as fast as clients read (1)
  --no-limits       limits of requests, orders, connections and messages that no client reaches
  --lenient-time    accept every timestamp of a signed request
  --verbose         print every request with its status, without secrets, to the standard error output
  --json            print one line of JSON when the server is ready
  --help            print this help`;

/** The options of the command after they were checked. */
export type Options = {
  readonly apiKey: string | undefined;
  readonly apiSecret: string | undefined;
  readonly balances: Readonly<Record<string, string>> | undefined;
  readonly controlToken: string | undefined;
  readonly empty: boolean;
  readonly exchangeInfo: string | undefined;
  readonly fees: AccountFees | undefined;
  readonly help: boolean;
  /** How much history is generated, in hours. */
  readonly history: number;
  readonly host: string;
  readonly json: boolean;
  readonly lenientTime: boolean;
  /** The environment or the URL of the market that is mirrored. */
  readonly mirror: string | undefined;
  readonly loop: boolean;
  readonly mode: ModeName;
  readonly noLimits: boolean;
  readonly ports: readonly [number, ...number[]];
  readonly replay: readonly string[];
  readonly seed: number;
  readonly source: readonly string[];
  readonly speed: number | 'max';
  readonly state: string | undefined;
  /** The symbols of `--symbols`. Undefined if this option is missing. */
  readonly symbols: readonly string[] | undefined;
  readonly synthetic: number;
  /** The file for the certificate of the authority. Undefined without `--tls`. */
  readonly tls: { readonly authority: string } | undefined;
  readonly verbose: boolean;
};

/**
 * Reads the arguments of the command.
 *
 * @throws {Error} that names the first invalid option
 */
export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true, default: [] as string[] } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, tokens } = parseArgs({
    args: [...args],
    tokens: true,
    options: {
      ...{ port: texts, host: { ...text, default: '127.0.0.1' }, tls: flag, 'tls-authority': text },
      ...{ symbols: text, 'exchange-info': text, empty: flag, seed: { ...text, default: '1' } },
      ...{ mode: { ...text, default: 'calm' }, history: text, synthetic: { ...text, default: '0' } },
      ...{ 'api-key': text, 'api-secret': text, balances: text, fees: text, state: text, 'control-token': text },
      ...{
        source: texts,
        mirror: text,
        replay: texts,
        loop: flag,
        speed: { ...text, default: '1' },
        'no-limits': flag,
        'lenient-time': flag,
      },
      ...{ verbose: flag, json: flag, help: flag },
    },
  });
  const speed = values.speed === 'max' ? ('max' as const) : notNegative('--speed', values.speed);
  if (values.replay.length === 0 && speed === 'max') throw new RangeError("--speed: 'max' requires --replay");
  if (values.replay.length === 0 && values.loop) throw new RangeError('--loop: requires --replay');
  if (!values.tls && values['tls-authority'] !== undefined) throw new RangeError('--tls-authority: requires --tls');
  if (values.empty && values.history !== undefined) throw new RangeError('--history: not possible with --empty');
  if (values.source.length > 0 && values.history !== undefined) {
    throw new RangeError('--history: not possible with --source, whose data have the history');
  }
  if (values.mirror !== undefined)
    refuseBesideMirror(new Set(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))));
  for (const name of [
    'mirror',
    'api-key',
    'api-secret',
    'control-token',
    'state',
    'tls-authority',
    'exchange-info',
  ] as const) {
    if (values[name] === '') throw new RangeError(`--${name}: expected a value, got an empty one`);
  }
  const symbols = values.symbols === undefined ? undefined : namesOf(values.symbols);
  // Without `--exchange-info` and `--mirror`, a symbol's properties follow from its name, so each name is checked here.
  if (values['exchange-info'] === undefined && values.mirror === undefined)
    for (const name of symbols ?? []) symbolByName(name);
  const { host, empty, source, mirror, replay, loop, state, verbose, json, help } = values;
  return {
    ...{ host, empty, source, mirror, replay, loop, state, verbose, json, help, speed, symbols },
    apiKey: values['api-key'],
    apiSecret: values['api-secret'],
    balances: values.balances === undefined ? undefined : readBalances(values.balances),
    controlToken: values['control-token'],
    exchangeInfo: values['exchange-info'],
    fees: values.fees === undefined ? undefined : readFees(values.fees),
    history: notNegative('--history', values.history ?? (empty || source.length > 0 ? '0' : '24')),
    // With `--source`, the exchange's time is in the past, far from the time of its clients. So the exchange must
    // accept every timestamp.
    lenientTime: values['lenient-time'] || source.length > 0,
    mode: modeOf(values.mode),
    noLimits: values['no-limits'],
    ports: portsOf(values.port, values.tls),
    seed: whole('--seed', values.seed),
    synthetic: whole('--synthetic', values.synthetic),
    tls: values.tls ? { authority: values['tls-authority'] ?? DEFAULT_AUTHORITY } : undefined,
  };
}

/** Refuses options that conflict with `--mirror`. A mirrored market has its own time, rules and prices. */
function refuseBesideMirror(given: ReadonlySet<string>): void {
  for (const name of ['source', 'replay', 'exchange-info', 'synthetic', 'speed', 'mode']) {
    if (given.has(name)) throw new RangeError(`--${name}: not possible with --mirror`);
  }
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

function namesOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.includes('')) throw new RangeError(`--symbols: expected names separated by commas, got '${text}'`);
  return [...new Set(names)];
}

function portsOf(texts: readonly string[], tls: boolean): readonly [number, ...number[]] {
  const ports = texts.length > 0 ? texts.map(portOf) : tls ? exchangePorts : [8080];
  return ports as [number, ...number[]];
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
