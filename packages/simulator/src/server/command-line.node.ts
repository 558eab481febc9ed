import { writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve as absolute } from 'node:path';
import type { AccountOptions } from '../exchange/accounts.js';
import type { Exchange } from '../exchange/exchange.js';
import { exchangeHosts } from '../network/hosts.js';
import type { JournalEntry } from '../protocol/journal.js';
import { readRecordingFile } from '../sources/recording/recording-file.node.js';
import { SyntheticDepth } from '../sources/synthetic/synthetic-depth.js';
import { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import { systemClock } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { createCertificates, LOOPBACK_NAMES } from './certificates/create-certificates.node.js';
import { openExchange } from './command-exchange.node.js';
import { openMirrorOf } from './command-mirror.node.js';
import { type Options, readOptions, usage } from './command-options.node.js';
import { openSources } from './command-sources.node.js';
import { type Served, type ServeOptions, serve } from './server.node.js';
import { readStateFile, writeStateFile } from './state-file.node.js';

/** The initial balances of the command's account. {@link balancesOf} adds the balances of other assets. */
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
 * @param untilEnded resolves when the server has to stop @default resolves at SIGINT or SIGTERM
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

async function serveUntil(untilEnded: () => Promise<void>, options: Options): Promise<void> {
  const recordings = await Promise.all(options.replay.map(readRecordingFile));
  const saved = options.state === undefined ? undefined : await readStateFile(options.state);
  const replayed = new Set(recordings.map(({ symbol }) => symbol));
  const history = options.history * 3_600_000;
  const mirrored = await openMirrorOf(options);
  const sources = mirrored ? [mirrored] : await openSources(options.source);
  const isPast = options.source.length > 0;
  const start = isPast ? Math.min(...sources.map((source) => source.start)) : systemClock.now() - history;
  const clock = mirrored?.clock ?? new VirtualClock({ start });
  const { exchange, traded } = await openExchange(options, clock, replayed, sources);
  exchange.onFailure((error) => console.error('The simulator failed and answered -1000:', error));
  if (options.verbose) exchange.journal.on((entry) => console.error(lineOf(entry)));
  const account = accountOptions(options, exchange);
  const { apiKey: newKey } = exchange.createAccount(account);
  const market = new SyntheticMarket(exchange, { mode: options.mode, symbols: traded });
  if (saved !== undefined) exchange.importState(saved);
  else if (clock instanceof VirtualClock) {
    market.warmUp(clock, history, options.history > LONG_HISTORY ? printProgress : undefined);
  }
  const key =
    exchange.keys.find(({ apiKey }) => apiKey === (options.apiKey ?? newKey)) ??
    (options.apiKey === undefined ? exchange.keys.find(({ apiSecret }) => apiSecret !== '') : undefined) ??
    exchange.createAccount(account);
  if (key.apiSecret === '') throw new RangeError(`--state: the secret of ${key.apiKey} is not in it; use --api-secret`);
  await exchange.ready;
  // Generating history takes time, and an imported state can be from an earlier time. In both cases the clock is behind
  // the time of this machine, so it is set to the time of this machine. There are two exceptions: a market of
  // `--source` keeps its own time, and an imported state keeps its time if the speed is 0.
  if (clock instanceof VirtualClock && !isPast && (options.speed !== 0 || saved === undefined)) {
    clock.skip(systemClock.now() - clock.now());
  }
  market.start();
  const { ports, host, loop, speed } = options;
  // The exchange's time already runs at `speed`. So a replay has the speed 1, measured in the exchange's time.
  const replaySpeed = speed === 'max' ? 'max' : 1;
  for (const recording of recordings) exchange.replay(recording, { speed: replaySpeed, loop });
  const synthetic = feedSynthetic(exchange, options.synthetic);
  const [port, ...morePorts] = ports;
  const served = await serveOrExplain(exchange, {
    port,
    morePorts,
    host,
    tls: await prepareTls(options),
    market,
    speed: speed === 'max' ? 1 : speed,
    controlToken: options.controlToken,
  });
  printReady(options, served, key);
  try {
    await Promise.race([untilEnded(), failureOf(exchange.sourceEnded)]);
  } finally {
    // Closing the server also interrupts a running `advance` and stops the exchange's time. The synthetic market is
    // closed only after the export, so that the exported state contains this market.
    await served.close();
    if (options.state !== undefined) await writeStateFile(options.state, exchange.exportState());
    market.close();
    synthetic.stop();
    exchange.close();
  }
}

/**
 * Returns a promise that rejects when `promise` rejects, and never resolves. If a market source fails, the market
 * stands still, so this rejection ends the command.
 */
const failureOf = (promise: Promise<unknown>): Promise<never> =>
  new Promise((_, reject) => {
    promise.catch(reject);
  });

/** The hours of generated history above which the command prints the progress. */
const LONG_HISTORY = 48;

function printProgress(done: number, of: number): void {
  console.error(`history: ${done} of ${of} symbols`);
}

function lineOf({ time, api, ip, target, request, outcome }: JournalEntry): string {
  return `${new Date(time).toISOString()} ${api} ${ip} ${outcome} ${target} ${request.replaceAll(/\s+/g, ' ')}`;
}

/** All host names of the exchange. The certificate of `--tls` is valid for these names. */
const allHosts = (): readonly string[] => Object.values(exchangeHosts).flat();

/**
 * Creates a certificate for the server, and an authority that signs it. Writes the certificate of the authority to a
 * file, because clients must trust the authority.
 */
async function prepareTls({ tls, host }: Options): Promise<ServeOptions['tls']> {
  if (!tls) return undefined;
  const own = LOOPBACK_NAMES.includes(host) || isWildcard(host) ? [] : [host];
  const { authority, cert, key } = createCertificates({ names: [...allHosts(), ...LOOPBACK_NAMES, ...own] });
  await writeFile(tls.authority, authority);
  return { cert, key };
}

async function serveOrExplain(exchange: Exchange, options: ServeOptions): Promise<Served> {
  try {
    return await serve(exchange, options);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'EACCES') throw cause;
    const remedy =
      'choose another --port, run as root, or on Linux run: sysctl net.ipv4.ip_unprivileged_port_start=443';
    throw new Error(`${(cause as Error).message}: this user may not listen on the port; ${remedy}`, { cause });
  }
}

function printReady(options: Options, served: Served, key: { apiKey: string; apiSecret: string }): void {
  const { rest, streams, wsApi, controlToken, ports } = served;
  const { apiKey, apiSecret } = key;
  const authority = options.tls && absolute(options.tls.authority);
  if (options.json) {
    const dropIn = options.tls ? { authority, hosts: allHosts() } : {};
    console.log(JSON.stringify({ rest, streams, wsApi, apiKey, apiSecret, controlToken, ports, ...dropIn }));
    return;
  }
  console.log(
    `REST           ${rest}\nstreams        ${streams}\nWebSocket API  ${wsApi}\ncontrol        ${rest}/sim/`,
  );
  console.log(`API key        ${apiKey}\nAPI secret     ${apiSecret}\ncontrol token  ${controlToken}`);
  if (!options.tls) return;
  const address = isIP(options.host) && !isWildcard(options.host) ? options.host : '127.0.0.1';
  console.log(`authority      ${authority}\nhosts entry    ${[address, ...allHosts()].join(' ')}`);
}

/** Whether a server with this address listens on all addresses of the machine. */
const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

function accountOptions(options: Options, exchange: Exchange): AccountOptions {
  return {
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    // The user may also use the secret of `--api-secret` elsewhere, so it is not written to the state file.
    exportSecret: options.apiSecret === undefined,
    balances: options.balances ?? (options.empty ? {} : balancesOf(exchange.engine.assets())),
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

/** Returns the balances of the account: {@link BALANCES}, and 10,000 of each other asset. */
function balancesOf(assets: readonly string[]): Record<string, string> {
  return { ...Object.fromEntries(assets.map((asset) => [asset, '10000'])), ...BALANCES };
}
