import { expect, it } from 'vitest';
import { rest, WsClient } from '../../../test/raw-client.js';
import { defaultSettings } from '../../assumptions/assumptions.js';
import { createExchange } from '../../index.js';
import { TIME } from '../parameters/parameter-types.js';
import { RequestLimits } from './request-limits.js';

const IP = '1.1.1.1';

it('weight that is given back in the next minute leaves no credit', () => {
  const limits = new RequestLimits(defaultSettings);
  limits.charge(IP, 10, 59_999);
  limits.refund(IP, 10, 60_000);
  expect(limits.usedWeight(IP, 60_000)).toBe(0);
  limits.charge(IP, 3, 60_001);
  expect(limits.usedWeight(IP, 60_001)).toBe(3);
});

it('the first refusal beyond the permitted ones is a ban', () => {
  const { requestWeightPerMinute } = defaultSettings.limits;
  const limits = new RequestLimits({ ...defaultSettings, bans: { refusalsBeforeBan: 2, minutes: [2] } });
  expect(limits.charge(IP, requestWeightPerMinute, 0)).toEqual({ allowed: true });
  const refused = { allowed: false, banned: false, until: 60_000, limit: 'weight' };
  expect(limits.charge(IP, 1, 1)).toEqual(refused);
  expect(limits.charge(IP, 1, 2)).toEqual(refused);
  expect(limits.charge(IP, 1, 2.4)).toEqual({ allowed: false, banned: true, until: 120_003, justNow: true });
});

it('the raw requests of five minutes count across minutes, and the limit itself is allowed', () => {
  const limits = new RequestLimits({
    ...defaultSettings,
    limits: { ...defaultSettings.limits, rawRequestsPerFiveMinutes: 3 },
  });
  for (const at of [0, 60_000, 299_999]) expect(limits.charge(IP, 1, at)).toEqual({ allowed: true });
  const refused = { allowed: false, banned: false, until: 300_000, limit: 'raw' };
  expect(limits.charge(IP, 1, 299_999)).toEqual(refused);
  expect(limits.charge(IP, 1, 300_000)).toEqual({ allowed: true });
});

it('a connection that exceeds the weight is closed', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  while ((await rest(exchange, 'GET /api/v3/depth', { symbol: 'BTCUSDT', limit: 5000 })).status === 200);
  expect(new WsClient(exchange).closed).toEqual({ code: 1008, reason: '' });
  expect(new WsClient(exchange, '', '2.2.2.2').closed).toBeUndefined();
});

it('the earliest time is read as ms and as µs', () => {
  expect(TIME.read('1483228800000', 'startTime')).toBe(1_483_228_800_000_000);
  expect(TIME.read('1483228800000000', 'startTime')).toBe(1_483_228_800_000_000);
});
