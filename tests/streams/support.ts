import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createSpotClient, type Environment, type SpotClientOptions, type SpotSocketClient } from '@pkg/core';
import {
  createExchange,
  type Exchange,
  type ExchangeAccount,
  type ExchangeOptions,
  VirtualClock,
} from '@pkg/simulator';
import { wsApi } from '@pkg/streams';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

// Virtual time does not wait for an import(), so this code is loaded before the tests.
await loadUpkeep();

/** Returns an exchange in virtual time, with one funded account and an order book. */
export function setUpExchange(options: ExchangeOptions = {}): {
  exchange: Exchange;
  clock: VirtualClock;
  account: ExchangeAccount;
} {
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
  const exchange = createExchange({ seed: 7, clock, symbols: ['BNBBTC', 'LTCUSDT'], ...options });
  const account = exchange.createAccount({ balances: { BTC: '1000', BNB: '100000', LTC: '1000', USDT: '100000' } });
  exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
  return { exchange, clock, account };
}

/**
 * Returns an environment (addresses, `fetch` and `WebSocket`) for the exchange that `present` returns. `present` is
 * called for each request and each connection, so that a test can replace the exchange.
 */
export function environmentOf(present: () => Exchange): Environment {
  return {
    ...present().environment,
    fetch: (...request) => (present().environment.fetch as typeof fetch)(...request),
    WebSocket: function connect(url: string) {
      return new (present().environment.WebSocket as new (url: string) => WebSocket)(url);
    } as unknown as NonNullable<Environment['WebSocket']>,
  };
}

/** Returns a function that signs synchronously, because virtual time does not wait for WebCrypto. */
export function signWith(secret: string): (payload: string) => string {
  return (payload) => createHmac('sha256', secret).update(payload).digest('hex');
}

/** Creates an account with an Ed25519 key. Returns it with the signer of its clients. */
export function createEd25519Account(
  exchange: Exchange,
  balances: Readonly<Record<string, string>> = {},
): { readonly account: ExchangeAccount; readonly signer: NonNullable<SpotClientOptions['signer']> } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  return {
    account: exchange.createAccount({ publicKey: pem, balances }),
    signer: {
      keyType: 'Ed25519',
      sign: (payload) => sign(null, Buffer.from(payload as string), privateKey).toString('base64'),
    },
  };
}

/** Returns a client of the account that uses the WebSocket API and the clock of the exchange. */
export function socketClient(
  exchange: Exchange,
  account: ExchangeAccount,
  options: Partial<SpotClientOptions> = {},
): SpotSocketClient {
  return createSpotClient({
    apiKey: account.apiKey,
    signer: { keyType: 'HMAC', sign: signWith(account.apiSecret) },
    environment: exchange.environment,
    clock: exchange.clock,
    random: exchange.random,
    validateOrders: false,
    transport: wsApi(),
    ...options,
  } as SpotClientOptions & { transport: ReturnType<typeof wsApi> });
}

/** Advances virtual time until the promise settles. */
export async function run<T>(clock: VirtualClock, promise: Promise<T>, limit = 600_000): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  promise.then(done, done);
  for (let gone = 0; gone < limit; ) {
    await clock.advance(0);
    if (settled) break;
    const step = Math.min(clock.nextIn ?? 1, 1_000);
    await clock.advance(step);
    gone += Math.max(step, 1);
  }
  return promise;
}
