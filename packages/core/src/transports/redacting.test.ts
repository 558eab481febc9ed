import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceApiError, BinanceTransportError } from '../errors/index.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { signParams } from '../signing/sign-params.js';

const apiKey = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const signature = 'qC+3pX/Zk9JTBm2w8vRf0LUdYhS1n7aGxEo4KtMiQbVy5sPgNcO6uWlHjIzDrA1FeXkTqRwJ2mB3vC4xZ5Y6Lw==';
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const echo = `no ${apiKey} no ${signature} no ${encodeURIComponent(signature).toLowerCase()} no`;

/** Creates a client whose transport signs each call, and then returns the reply of `answer`. */
function clientOf(answer: (call: Call) => Reply): { client: SpotClient; lines: unknown[]; clock: ManualClock } {
  const lines: unknown[] = [];
  const logger = {
    debug: (...line: unknown[]) => void lines.push(line),
    warn: (...line: unknown[]) => void lines.push(line),
  };
  const clock = new ManualClock();
  const client = createSpotClient({
    ...{ apiKey, signer: () => signature, validateOrders: false, logger, clock },
    transport: (context) => ({
      kind: 'echo',
      async send(call) {
        if (!call.credentials) return { data: { serverTime: clock.now() }, status: 200, rateLimits: [] };
        await signParams(call.params as Record<string, string>, call.credentials, context, () => 'payload');
        return answer(call);
      },
      close: () => undefined,
    }),
  });
  return { client, lines, clock };
}

/**
 * Expects that a value contains no secret. An error that quotes the exchange must contain `***` in place of the secret.
 * Errors of the limiter do not quote the exchange.
 */
function expectNoSecret(shown: unknown): void {
  const text = `${inspect(shown, { depth: 20, showHidden: true })} ${(shown as Error).stack} ${JSON.stringify(shown)}`;
  for (const secret of [apiKey, signature, encodeURIComponent(signature).toLowerCase()]) {
    expect(text).not.toContain(secret);
  }
  if (!/not sent/.test(text)) expect(text).toContain('***');
}

const answers: readonly [name: string, answer: (call: Call) => Reply][] = [
  ['a refusal', () => ({ status: 400, data: { code: -1022, msg: echo, data: { echo } }, rateLimits: [] })],
  ['a refusal in text', () => ({ status: 403, data: echo, rateLimits: [] })],
  ['a ban', () => ({ status: 418, data: { code: -1003, msg: echo }, rateLimits: [], retryAfter: 1000 })],
  ['an error of the exchange', () => ({ status: 503, data: { code: -1000, msg: echo }, rateLimits: [] })],
  ['a refusal without a code', () => ({ status: 400, data: { msg: echo }, rateLimits: [] })],
  [
    'a lost connection',
    (call) => {
      const error = new BinanceTransportError(`closed with code 1008: ${echo}`, {
        request: requestOf(call),
        sent: true,
      });
      error.cause = new Error(echo);
      throw error;
    },
  ],
  [
    'an error of another class',
    () => {
      throw Object.assign(new TypeError(echo, { cause: new Error(echo) }), { code: 'ECONNRESET', url: echo });
    },
  ],
];

describe('what a transport reports', () => {
  it.each(answers)('shows neither key nor signature after %s', async (_, answer) => {
    const { client, lines, clock } = clientOf(answer);
    for (const call of [() => client.createOrder(order), () => client.getAccount(), () => client.getAccount()]) {
      const error = await clock.run(
        call().then(
          () => expect.fail('answered'),
          (thrown: unknown) => thrown,
        ),
      );
      expectNoSecret(error);
    }
    expect(inspect(lines, { depth: 20 })).not.toContain(apiKey);
  });

  it('keeps class, code and text otherwise', async () => {
    const { client, clock } = clientOf(() => ({
      status: 400,
      data: { code: -1121, msg: 'Invalid symbol.' },
      rateLimits: [],
    }));
    const error = await clock.run(client.getAccount().catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -1121, message: 'getAccount: 400 -1121 BAD_SYMBOL: Invalid symbol.' });
  });

  it('JSON escapes are redacted too, because the text is redacted after it was parsed', async () => {
    const escaped = JSON.stringify({ code: -1022, msg: `signature=${signature} ${apiKey}` })
      .replaceAll('=', '\\u003d')
      .replace(/[A-Z]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
    const client = createSpotClient({
      ...{ apiKey, signer: () => signature, validateOrders: false },
      fetch: async (input) =>
        String(input).endsWith('/time')
          ? Response.json({ serverTime: Date.now() })
          : new Response(escaped, { status: 400 }),
    });
    expectNoSecret(await client.getAccount().catch((thrown: unknown) => thrown));
  });
});
