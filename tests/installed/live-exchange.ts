import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createExchange, type Exchange, SyntheticMarket, VirtualClock } from '@pkg/simulator';
import { createCertificates, exchangeHosts, serve } from '@pkg/simulator/node';

/** A simulated exchange that other processes reach by the host names of the live exchange and of the test network. */
export type LiveExchange = {
  readonly exchange: Exchange;
  /** The URL of the REST API, without TLS. */
  readonly rest: string;
  /** Environment variables for a Node process. With them, the process reaches this exchange by these host names. */
  readonly env: NodeJS.ProcessEnv;
  /** Flags for Chromium. With them, the browser reaches this exchange by these host names. */
  readonly browserFlags: readonly string[];
  close(): Promise<void>;
};

/**
 * Starts an exchange with a generated market, and writes the certificate of the authority that signed its TLS
 * certificate into `folder`. `history` is the time before the start for which there are candles, in ms.
 */
export async function startLiveExchange(folder: string, { history = 0 } = {}): Promise<LiveExchange> {
  const clock = new VirtualClock({ start: Date.now() - history });
  const exchange = createExchange({ clock });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '1000000', BNB: '1000' } });
  const market = new SyntheticMarket(exchange);
  market.warmUp(clock, history);
  market.start();
  const { authority, ...tls } = createCertificates();
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority);
  const plain = await serve(exchange);
  const secure = await serve(exchange, { tls });
  const hosts = Object.values(exchangeHosts).flat();
  const hostsEntry = fileURLToPath(new URL('../consumers/hosts-entry.cjs', import.meta.url));
  return {
    exchange,
    rest: plain.rest,
    env: {
      NODE_OPTIONS: `--require ${hostsEntry}`,
      HOSTS_ENTRY: JSON.stringify({ hosts, ports: { 443: secure.port, 9443: secure.port } }),
      NODE_EXTRA_CA_CERTS: authorityFile,
      BINANCE_KEY: apiKey,
      BINANCE_SECRET: apiSecret,
    },
    browserFlags: [
      `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1:${secure.port}`).join(', ')}`,
      '--ignore-certificate-errors',
    ],
    async close() {
      await plain.close();
      await secure.close();
      market.close();
      exchange.close();
    },
  };
}

/**
 * Returns the entry module of a Worker that runs the Worker example with this exchange. workerd ignores the variables
 * of `env`, so the module contains the address of the exchange.
 */
export function workerEntry({ rest }: LiveExchange): string {
  const environment = JSON.stringify({ name: 'simulator', rest, streams: '', wsApi: '' });
  return `import { createWorker } from './src/index.ts';
    export default createWorker({ environment: ${environment} });`;
}
