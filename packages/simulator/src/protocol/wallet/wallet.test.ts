import { describe, expect, it } from 'vitest';
import { hmacKey, rest } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

const setUp = () => {
  const exchange = createExchange({ symbols: ['BTCUSDT', 'ETHUSDT'], startTime: 1_700_000_000_000 });
  const account = exchange.createAccount({
    balances: { USDT: '12.5', BTC: '1' },
    fees: { maker: '0', taker: '0.00075' },
  });
  return { exchange, account, key: hmacKey(account) };
};

describe('routes of the wallet', () => {
  it('report that the system is up', async () => {
    const { exchange } = setUp();
    expect((await rest(exchange, 'GET /sapi/v1/system/status')).body).toEqual({ status: 0, msg: 'normal' });
  });

  it('list every asset with the balances of the account', async () => {
    const { exchange, key } = setUp();
    exchange.setBook('BTCUSDT', { asks: [['60000', '1']] });
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.0002',
      price: '50000',
    };
    expect((await rest(exchange, 'POST /api/v3/order', order, { key })).status).toBe(200);
    const { status, headers, body } = await rest(exchange, 'GET /sapi/v1/capital/config/getall', {}, { key });
    expect(status).toBe(200);
    // This request does not count towards the limits of the Spot API.
    expect(headers['x-mbx-used-weight-1m']).toBe('0');
    expect(body).toMatchObject([
      { coin: 'BTC', free: '1', locked: '0', trading: true, networkList: [] },
      { coin: 'ETH', free: '0', locked: '0' },
      { coin: 'USDT', free: '2.5', locked: '10' },
    ]);
  });

  it('report the rates of the account, for one symbol or for all', async () => {
    const { exchange, key } = setUp();
    const fee = { makerCommission: '0', takerCommission: '0.00075' };
    const all = await rest(exchange, 'GET /sapi/v1/asset/tradeFee', {}, { key });
    expect(all.body).toEqual([
      { symbol: 'BTCUSDT', ...fee },
      { symbol: 'ETHUSDT', ...fee },
    ]);
    const one = await rest(exchange, 'GET /sapi/v1/asset/tradeFee', { symbol: 'ETHUSDT' }, { key });
    expect(one.body).toEqual([{ symbol: 'ETHUSDT', ...fee }]);
    const none = await rest(exchange, 'GET /sapi/v1/asset/tradeFee', { symbol: 'NOSUCH' }, { key });
    expect(none).toMatchObject({ status: 400, body: { code: -1121 } });
  });

  it('report the permissions of the key', async () => {
    const { exchange, key } = setUp();
    const full = await rest(exchange, 'GET /sapi/v1/account/apiRestrictions', {}, { key });
    expect(full.body).toMatchObject({
      ipRestrict: false,
      createTime: 1_700_000_000_000,
      enableReading: true,
      enableSpotAndMarginTrading: true,
      enableWithdrawals: false,
    });
    const reader = exchange.createAccount({ permissions: ['USER_DATA'], ipWhitelist: ['127.0.0.1'] });
    const restricted = await rest(exchange, 'GET /sapi/v1/account/apiRestrictions', {}, { key: hmacKey(reader) });
    expect(restricted.body).toMatchObject({ ipRestrict: true, enableReading: true, enableSpotAndMarginTrading: false });
  });

  it('list no margin pairs', async () => {
    const { exchange, key } = setUp();
    expect((await rest(exchange, 'GET /sapi/v1/margin/allPairs')).body).toEqual([]);
    expect((await rest(exchange, 'GET /sapi/v1/margin/allPairs', {}, { key })).body).toEqual([]);
    expect((await rest(exchange, 'GET /sapi/v1/margin/isolated/allPairs', {}, { key })).body).toEqual([]);
  });

  it.each(['capital/config/getall', 'asset/tradeFee', 'account/apiRestrictions'])('%s is signed', async (path) => {
    const { exchange, account } = setUp();
    expect((await rest(exchange, `GET /sapi/v1/${path}`)).body).toMatchObject({ code: -2014 });
    const key = { ...hmacKey(account), sign: () => 'wrong' };
    expect((await rest(exchange, `GET /sapi/v1/${path}`, {}, { key })).body).toMatchObject({ code: -1022 });
  });
});

describe('routes of other products', () => {
  it.each(['fapi', 'dapi'])('%s lists no contracts', async (product) => {
    const { exchange } = setUp();
    expect((await rest(exchange, `GET /${product}/v1/exchangeInfo`)).body).toMatchObject({ symbols: [] });
  });

  it.each([
    'GET /sapi/v1/margin/account',
    'POST /sapi/v1/capital/withdraw/apply',
    'GET /wapi/v3/depositHistory.html',
    'POST /fapi/v1/order',
    'GET /papi/v1/balance',
    'GET /eapi/v1/exchangeInfo',
  ])('%s is refused by name', async (route) => {
    const { exchange } = setUp();
    expect(await rest(exchange, route)).toMatchObject({
      status: 404,
      body: { code: -1020, msg: expect.stringContaining(`does not serve ${route}. It serves the Spot API`) },
    });
  });
});
