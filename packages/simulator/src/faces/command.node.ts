import { parseArgs } from 'node:util';
import { createExchange, type Exchange } from '../exchange.js';
import { hostTime } from '../time/clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { type ModeName, modes } from '../world/modes.js';
import { SyntheticDepth } from '../world/synthetic-depth.js';
import { World } from '../world/world.js';
import { readRecordingFile } from './recording-file.node.js';
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
  --speed N         times the wall clock; with --replay also: max, as fast as it is taken (1)
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

/** Runs the command until a signal ends it; gives the exit code. */
export async function run(args: readonly string[]): Promise<number> {
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
    await start(options);
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
  if (!(values.mode in modes)) throw new RangeError(`--mode: no mode ${values.mode}`);
  return {
    ...values,
    mode: values.mode as ModeName,
    port: whole('--port', values.port),
    seed: whole('--seed', values.seed),
    synthetic: whole('--synthetic', values.synthetic),
    history: positive('--history', values.history),
    speed: values.speed === 'max' ? ('max' as const) : positive('--speed', values.speed),
    symbols: values.symbols.split(',').map((symbol) => symbol.trim().toUpperCase()),
  };
}

async function start(options: Options): Promise<void> {
  const recordings = await Promise.all(options.replay.map(readRecordingFile));
  const replayed = new Set(recordings.map(({ symbol }) => symbol));
  const history = options.history * 3_600_000;
  const clock = new VirtualClock({ start: hostTime.now() - history });
  const exchange = createExchange({
    seed: options.seed,
    clock,
    symbols: [...new Set([...options.symbols, ...replayed])],
  });
  const account = exchange.createAccount({
    apiKey: options['api-key'],
    apiSecret: options['api-secret'],
    balances: purseFor(exchange.engine.assets()),
  });
  const world = new World(exchange, {
    mode: options.mode,
    symbols: options.symbols.filter((symbol) => !replayed.has(symbol)),
  });
  world.rehearse(clock, history);
  // The rehearsal took its own time: without this the exchange's clock would be behind the host's for good.
  clock.skip(hostTime.now() - clock.now());
  world.start();
  for (const recording of recordings) exchange.replay(recording, { speed: options.speed, loop: options.loop });
  const synthetic = feedSynthetic(exchange, options.synthetic);
  const { port, host } = options;
  const served = await serve(exchange, { port, host, world, speed: options.speed === 'max' ? 1 : options.speed });
  const { rest, streams, wsApi } = served;
  const { apiKey, apiSecret } = account;
  if (options.json) console.log(JSON.stringify({ rest, streams, wsApi, apiKey, apiSecret }));
  else {
    console.log(
      `REST           ${rest}\nstreams        ${streams}\nWebSocket API  ${wsApi}\ncontrol        ${rest}/sim/`,
    );
    console.log(`API key        ${apiKey}\nAPI secret     ${apiSecret}`);
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  world.close();
  synthetic.stop();
  await served.close();
  exchange.close();
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

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${name}: not a whole number: ${text}`);
  return Number(text);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new RangeError(`${name}: not a number: ${text}`);
  return value;
}
