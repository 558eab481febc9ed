import { describe, expect } from 'vitest';
import { itWithRecording, readText, recordings } from '../support/recordings.js';
import { schemaFor, schemaForProperty, type TypeCheck } from '../support/schema.js';
import type { Answers } from './answers.js';
import { missingFieldsOn, type Subject } from './history.js';
import { operationAnswering } from './routes.js';

type Cassette = {
  request: { method: string; url: string };
  response: { status_code: number; headers: Record<string, string>; body: string };
};

/**
 * Operations whose recorded answers lack fields of today's answers. `subjects` are the names of lists in `history.ts`
 * that contain these fields.
 */
const subjects: { [K in keyof Answers]?: { subjects: Subject[]; check?: TypeCheck } } = {
  getExchangeInfo: { subjects: ['exchangeInfo'] },
  getAveragePrice: { subjects: ['averagePrice'] },
  getOrder: { subjects: ['order', 'queriedOrder'] },
  getOpenOrders: { subjects: ['order', 'queriedOrder'] },
  // The answers of these operations can have several types. The recordings have one of them, which `check` checks.
  createOrder: { subjects: ['order', 'newOrder'], check: schemaFor('answers', 'OrderResult') },
  cancelOrder: { subjects: ['order', 'cancelledOrder'], check: schemaFor('answers', 'CancelledOrder') },
};

describe('recorded answers, 2018 to 2023', () => {
  for (const recording of recordings.cassettes) {
    itWithRecording(recording, recording, (file) => {
      for (const { request, response } of readJson<Cassette[]>(file)) {
        const path = new URL(request.url).pathname;
        const body: unknown = JSON.parse(response.body);
        if (response.status_code < 400) {
          const date = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'date')?.[1] ?? '';
          expectAsOf(new Date(date), operationAnswering(`${request.method.toUpperCase()} ${path}`, body), body);
        } else {
          expect(Object.keys(body as object).sort()).toEqual(['code', 'msg']);
        }
      }
    });
  }
});

describe('recorded market data, 2020 to 2024', () => {
  itWithRecording(recordings.marketData, 'has the declared fields', (file) => {
    for (const [path, answers] of Object.entries(readJson<Record<string, { method: string; body: unknown }[]>>(file))) {
      for (const { method, body } of answers) {
        // Among these answers, only the average price lacks a field of today's answers. This price was recorded in
        // April 2020, so all of these answers are checked as of that month.
        expectAsOf(new Date('2020-04-15'), operationAnswering(`${method} ${path}`, body), body);
      }
    }
  });
});

describe('recorded exchange information, 2018 to 2026', () => {
  for (const recording of recordings.exchangeInfo) {
    itWithRecording(recording, recording, (file) => {
      const info = readJson<Answers['getExchangeInfo']>(file);
      expectAsOf(new Date(info.serverTime), 'getExchangeInfo', info);
    });
  }
});

/** Fails unless an answer has exactly the fields that its type declares and that the exchange already sent on `day`. */
function expectAsOf(day: Date, name: keyof Answers, answer: unknown): void {
  const { subjects: kinds = [], check = schemaForProperty('answers', 'Answers', name) } = subjects[name] ?? {};
  const prefix = Array.isArray(answer) ? '/*' : '/';
  expect(check.faults(answer), `${name} on ${day.toISOString()}`).toEqual(
    missingFieldsOn(day.toISOString().slice(0, 10), ...kinds).map((fault) => fault.replace(/^\/(?=:)/, prefix)),
  );
}

function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}
