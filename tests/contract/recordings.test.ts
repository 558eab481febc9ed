import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { schemaFor, schemaForProperty, type TypeCheck } from '../support/schema.js';
import { sharedPath } from '../support/shared.js';
import type { Answers } from './answers.js';
import { faultsOfThen, type Subject } from './history.js';
import { operationAnswering } from './routes.js';

type Cassette = {
  request: { method: string; url: string };
  response: { status_code: number; headers: Record<string, string>; body: string };
};

/** Operations of which there are recordings from before fields that they answer today. */
const subjects: { [K in keyof Answers]?: { subjects: Subject[]; check?: TypeCheck } } = {
  getExchangeInfo: { subjects: ['exchangeInfo'] },
  getAveragePrice: { subjects: ['averagePrice'] },
  getOrder: { subjects: ['order', 'queriedOrder'] },
  getOpenOrders: { subjects: ['order', 'queriedOrder'] },
  // Answers that can be one of several types are held against the one that the recording is of.
  createOrder: { subjects: ['order', 'newOrder'], check: schemaFor('answers', 'OrderResult') },
  cancelOrder: { subjects: ['order', 'cancelledOrder'], check: schemaFor('answers', 'CancelledOrder') },
};

const recordings = sharedPath('data/rest-recordings');
const exchangeInfos = sharedPath('data/exchange-info');

describe.skipIf(!recordings)('recorded answers, 2018 to 2023 (needs ../shared/data)', () => {
  const folder = `${recordings}/binance-ex-vcr`;
  for (const file of recordings ? readdirSync(folder) : []) {
    const exchanges = readJson(`${folder}/${file}`) as Cassette[];
    for (const [index, { request, response }] of exchanges.entries()) {
      const path = new URL(request.url).pathname;
      if (!path.startsWith('/api/v3/')) continue;
      it(`${file} ${index}`, () => {
        const body: unknown = JSON.parse(response.body);
        if (response.status_code < 400) {
          const date = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'date')?.[1] ?? '';
          expectAsOf(new Date(date), operationAnswering(`${request.method.toUpperCase()} ${path}`, body), body);
        } else {
          expect(Object.keys(body as object).sort()).toEqual(['code', 'msg']);
        }
      });
    }
  }
});

describe.skipIf(!recordings)('recorded market data, 2020 to 2024 (needs ../shared/data)', () => {
  const routes = recordings ? readJson(`${recordings}/gocryptotrader-spot-market.json.gz`) : {};
  for (const [path, answers] of Object.entries(routes as Record<string, { method: string; body: unknown }[]>)) {
    it(path, () => {
      for (const { method, body } of answers) {
        // The one of these with fields that are newer is the average price, of April 2020.
        expectAsOf(new Date('2020-04-15'), operationAnswering(`${method} ${path}`, body), body);
      }
    });
  }
});

describe.skipIf(!exchangeInfos)('recorded exchange information, 2018 to 2026 (needs ../shared/data)', () => {
  for (const file of exchangeInfos ? readdirSync(exchangeInfos).filter((name) => name.includes('.json')) : []) {
    it(file, () => {
      const info = readJson(`${exchangeInfos}/${file}`) as Answers['getExchangeInfo'];
      expectAsOf(new Date(info.serverTime), 'getExchangeInfo', info);
    });
  }
});

/** Fails unless an answer of a day has exactly today's declared fields, but for those that did not exist yet. */
function expectAsOf(day: Date, name: keyof Answers, answer: unknown): void {
  const { subjects: then = [], check = schemaForProperty('answers', 'Answers', name) } = subjects[name] ?? {};
  const prefix = Array.isArray(answer) ? '/*' : '/';
  expect(check.faults(answer), `${name} on ${day.toISOString()}`).toEqual(
    faultsOfThen(day.toISOString().slice(0, 10), ...then).map((fault) => fault.replace(/^\/(?=:)/, prefix)),
  );
}

function readJson(path: string): unknown {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}
