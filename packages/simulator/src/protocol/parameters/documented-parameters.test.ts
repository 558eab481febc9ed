import { describe, expect, it } from 'vitest';
import { operations as documentedOperations, enums } from '../../../../../tests/documented/index.js';
import { B, legal, MINE, start } from '../../../test/legal-requests.js';
import { hmacKey, keyPair, type Params, rest, WsClient } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

type Documented = {
  readonly name: string;
  readonly type: string;
  readonly enum?: string;
  readonly mandatory: boolean;
};
type Operation = {
  readonly ws: string;
  readonly rest: string | undefined;
  readonly isSigned: boolean;
  readonly params: readonly Documented[];
};

const ed = keyPair('ed25519');

const operations: readonly Operation[] = Object.entries(documentedOperations).map(
  ([ws, { rest, isSigned, params }]) => ({
    ws,
    rest,
    isSigned,
    params: Object.entries(params).map(([name, kind]) => {
      const type = kind.replace('!', '');
      const element = type.replace('[]', '');
      return { name, type, ...(element in enums && { enum: element }), mandatory: kind.endsWith('!') };
    }),
  }),
);

/** The documented values of an enum. */
function valuesOf({ name, enum: enumName }: Documented, { ws }: Operation): string[] {
  if (enumName === undefined) return [];
  if (enumName === 'windowSize') return ['1m', '59m', '1h', '23h', '1d', '7d'];
  const isAbove = /above(?:Type)$/i.test(name);
  const isBelow = /below(?:Type)$/i.test(name);
  const key = isAbove ? 'ocoAboveType' : isBelow ? 'ocoBelowType' : name === 'workingType' ? name : enumName;
  const values = (enums[key]?.values ?? []).map(String);
  // With smart order routing only these two types are allowed.
  return ws.startsWith('sor.') && enumName === 'orderTypes' ? ['LIMIT', 'MARKET'] : values;
}

/** The documented error codes for values that an enum does not have. */
const ENUM_CODES: Readonly<Record<string, number>> = {
  orderSide: -1117,
  timeInForce: -1115,
  klineIntervals: -1120,
  tickerType: -1139,
  symbolStatusFilter: -1122,
  cancelRestrictions: -1145,
  pegPriceType: -1210,
  pegOffsetType: -1211,
};

/** Returns illegal values of a parameter, each with the error code that it must cause. */
function wrongValues({ name, type, enum: enumName }: Documented, api: 'REST' | 'WS'): [value: unknown, code: number][] {
  if (name === 'symbol')
    return [
      ['btcusdt', -1100],
      ['NOSUCHSYMBOL', -1121],
    ];
  if (name === 'symbols')
    return [[['NOSUCHSYMBOL'], -1121], [[B, B], -1151], [[], -1130], api === 'WS' ? [B, -1130] : ['[', -1135]];
  if (name === 'permissions') return [[['NOSUCH'], -1130]];
  if (enumName === 'orderTypes') {
    const code = /^(?:above|below|pending(?:Above|Below))Type$/.test(name)
      ? -1158
      : name === 'workingType'
        ? -1014
        : -1116;
    return [['NOSUCH', code]];
  }
  if (enumName) return [['NOSUCH', ENUM_CODES[enumName] ?? -1130]];
  if (type === 'flag') return [['maybe', -1130]];
  if (/ClientOrderId$/.test(name))
    return [
      ['no spaces', -1100],
      ['x'.repeat(37), -1100],
    ];
  if (name === 'timeZone') return [['15:00', -1130]];
  const amount = /Qty$|Quantity$|Price$|^price$|^quantity$/.test(name);
  if (amount)
    return [
      ['x', -1100],
      ['-1', -1100],
      ['1e2', -1100],
      ['0.000000001', -1111],
      ['99999999999999999999', -1108],
    ];
  const wrong: [unknown, number][] = [
    ['x', -1100],
    ['-1', -1100],
    ['1.5', -1100],
    ['9223372036854775808', -1108],
  ];
  return /strategyType$/i.test(name) ? [...wrong, [999_999, -1134]] : wrong;
}

const usual = { rawRequestsPerFiveMinutes: 1_000_000, connectionsPerFiveMinutes: 1_000_000 };

type Api = { readonly kind: 'REST' | 'WS'; send(operation: Operation, params: Params): Promise<Reply> };
type Reply = { readonly status: number; readonly code: number | undefined; readonly msg: string | undefined };

/**
 * Creates an exchange with an open order, whose client order id is `mine`, and an open order list, whose client id is
 * `list`. Returns the REST API or the WebSocket API of the exchange.
 */
async function open(kind: Api['kind']): Promise<Api> {
  const exchange = createExchange({
    startTime: start,
    settings: { limits: { ...usual, requestWeightPerMinute: 1_000_000 } },
    symbols: [B, 'BTCUSDC', 'BNBBTC'],
    sors: [{ baseAsset: 'BTC', symbols: [B, 'BTCUSDC'] }],
  });
  for (const symbol of [B, 'BTCUSDC']) {
    const bids = [
      ['60000', '5'],
      ['59990', '5'],
    ] as const;
    const asks = [
      ['60010', '5'],
      ['60020', '5'],
    ] as const;
    exchange.setBook(symbol, { bids, asks });
    exchange.trade(symbol, { price: '60005', quantity: '1' });
  }
  exchange.engine.changeSymbol(B, {
    referencePriceCalculation: { calculationType: 'EXTERNAL', externalCalculationId: 2 },
  });
  exchange.engine.setReferencePrice(B, 60_000_00000000n);
  const account = exchange.createAccount({
    balances: { BTC: '100', USDT: '10000000', BNB: '1000' },
    keys: [{ apiKey: 'edkey', publicKey: ed.publicKey }],
  });
  const key = hmacKey(account);
  const mine = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
  const { body } = await rest(exchange, 'POST /api/v3/order', { ...mine, newClientOrderId: 'mine' }, { key });
  const list = { symbol: B, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', abovePrice: '70000' };
  const below = { belowType: 'STOP_LOSS', belowStopPrice: '40000', listClientOrderId: 'list' };
  await rest(exchange, 'POST /api/v3/orderList/oco', { ...list, ...below }, { key });
  const named = (params: Params): Params =>
    Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value === MINE ? body.orderId : value]));
  if (kind === 'REST') {
    return {
      kind,
      async send(operation, params) {
        const answer = await rest(exchange, operation.rest ?? '', named(params), operation.isSigned ? { key } : {});
        return { status: answer.status, code: answer.body.code as number, msg: answer.body.msg as string };
      },
    };
  }
  const client = new WsClient(exchange);
  await client.request('session.logon', {}, ed.key('edkey'));
  return {
    kind,
    async send(operation, params) {
      const signer = operation.ws === 'session.logon' ? ed.key('edkey') : key;
      const { status, error } = await client.request(
        operation.ws,
        named(params),
        operation.isSigned ? signer : undefined,
      );
      return { status, code: error?.code, msg: error?.msg };
    },
  };
}

const isPaid = ({ ws }: Operation): boolean => /opo(?:co)?$/.test(ws);

const without = (params: Params, name: string): Params =>
  Object.fromEntries(Object.entries(params).filter(([each]) => each !== name));

describe.each(['REST', 'WS'] as const)('documented parameters over %s', (kind) => {
  const offered = operations.filter((operation) => kind === 'WS' || operation.rest);

  it('are all taken', async () => {
    const faults: string[] = [];
    for (const operation of offered) {
      const requests = legal[operation.ws] ?? [];
      const tried = new Set(requests.flatMap((params) => Object.keys(params)));
      for (const { name } of operation.params) if (!tried.has(name)) faults.push(`${operation.ws}: ${name} untried`);
      for (const params of requests) {
        const api = await open(kind);
        if (operation.ws === 'userDataStream.unsubscribe')
          await api.send({ ...operation, ws: 'userDataStream.subscribe' }, {});
        const { status, code, msg } = await api.send(operation, params);
        if (status !== 200) faults.push(`${operation.ws} ${JSON.stringify(params)}: ${status} ${code} ${msg}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('are refused with the documented code when they are of the wrong kind, out of range or unknown', async () => {
    const faults: string[] = [];
    for (const operation of offered) {
      const api = await open(kind);
      for (const params of legal[operation.ws] ?? []) {
        for (const documented of operation.params.filter(({ name }) => name in params)) {
          for (const [value, expected] of wrongValues(documented, kind)) {
            const { code, msg } = await api.send(operation, { ...params, [documented.name]: value });
            if (code !== expected)
              faults.push(
                `${operation.ws} ${documented.name}=${JSON.stringify(value)}: ${code} ${msg}, not ${expected}`,
              );
          }
        }
      }
    }
    expect([...new Set(faults)]).toEqual([]);
  });

  it('may have every documented value of their enum', async () => {
    const faults: string[] = [];
    for (const operation of offered) {
      const api = await open(kind);
      for (const params of legal[operation.ws] ?? []) {
        for (const documented of operation.params.filter(({ name }) => name in params)) {
          const [, refusal] = wrongValues(documented, kind)[0] ?? [];
          for (const value of valuesOf(documented, operation)) {
            const given = documented.type.endsWith('[]') ? [value] : value;
            const { code, msg } = await api.send(operation, { ...params, [documented.name]: given });
            if (code === refusal) faults.push(`${operation.ws} ${documented.name}=${value}: ${code} ${msg}`);
          }
        }
      }
    }
    expect([...new Set(faults)]).toEqual([]);
  });

  it('are refused when they are empty, or missing and mandatory', async () => {
    const faults: string[] = [];
    for (const operation of offered) {
      const api = await open(kind);
      const [params = {}] = legal[operation.ws] ?? [];
      for (const { name, mandatory } of operation.params.filter((each) => each.name in params)) {
        const empty = await api.send(operation, { ...params, [name]: '' });
        const expected = /^(?:cancelN|n)ewClientOrderId$/.test(name)
          ? -1118
          : /^(?:cancelO|o)rigClientOrderId$/.test(name)
            ? -1119
            : -1105;
        if (empty.code !== expected) faults.push(`${operation.ws} ${name} empty: ${empty.code} ${empty.msg}`);
        if (!mandatory) continue;
        const missing = await api.send(operation, without(params, name));
        if (missing.code !== (isPaid(operation) && name === 'workingQuantity' ? -1224 : -1102))
          faults.push(`${operation.ws} ${name} missing: ${missing.code} ${missing.msg}`);
      }
      const unknown = await api.send(operation, { ...params, surprise: 1 });
      const codes = kind === 'WS' ? [-1103, -1101] : [-1104, -1101];
      if (!codes.includes(unknown.code ?? 0)) faults.push(`${operation.ws} unknown: ${unknown.code} ${unknown.msg}`);
    }
    expect(faults).toEqual([]);
  });
});
