import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectExact, schemaFor, schemaForProperty } from '../support/schema.js';
import { sharedPath } from '../support/shared.js';
import { operationAnswering } from './routes.js';

type Example = { label: string; kind: 'success' | 'error' | 'request'; payload: unknown; incomplete?: true };
type ExampleFile = { endpoint: string; examples: Example[] };
type Envelope = { result?: unknown; error?: unknown };
type Fields = Record<string, unknown>;

/** Examples that say something else than the documents do elsewhere: what was meant, made from what is printed. */
const slips: Record<string, (answer: Fields) => unknown> = {
  // The FULL form lacks what the RESULT form above it and the REST twin have.
  'ws-api/order.place.json FULL response type': (order) => add(order, { selfTradePreventionMode: 'NONE' }),
  // "Format is identical to order.place", which has it.
  'ws-api/order.cancelReplace.json If both cancel and placement succeed': ({ newOrderResponse, ...answer }) => ({
    ...answer,
    newOrderResponse: add(newOrderResponse as Fields, { workingTime: 1_660_813_156_959 }),
  }),
  // The REST twin and the list that order.cancel answers have it.
  'ws-api/orderList.cancel.json Response': ({ orderReports, ...answer }) => ({
    ...answer,
    orderReports: (orderReports as Fields[]).map((report) => add(report, { origClientOrderId: 'x' })),
  }),
  // Printed in an array; the REST twin is an object, as of every other order.
  'ws-api/sor.order.place.json Response': (answer) => answer[0],
};

/** Payloads of kind "success" that are no answer. */
const notAnswers = [
  // Two fields of an answer, to show the window.
  'ws-api/ticker.json For example',
  // An error, printed as the result of status 200.
  'ws-api/referencePrice.json If no reference price has ever been set',
];

const examples = sharedPath('facts/response-examples');
const files = examples
  ? ['rest', 'ws-api'].flatMap((folder) => readdirSync(`${examples}/${folder}`).map((file) => `${folder}/${file}`))
  : [];

describe.skipIf(!examples)('documented answers (needs ../shared/facts)', () => {
  for (const file of files) {
    const { endpoint, examples: list } = JSON.parse(readFileSync(`${examples}/${file}`, 'utf8')) as ExampleFile;
    for (const [index, example] of list.entries()) {
      if (example.kind === 'request') continue;
      if (file === 'ws-api/_general.json') continue; // frames of the protocol, which the streams package owns
      const title = `${file} ${example.label}`;
      if (notAnswers.some((start) => title.startsWith(start))) continue;
      it(`${title.slice(0, 100)} (${index})`, () => {
        const body = file.startsWith('ws-api/') && hasEnvelope(example.payload) ? example.payload : undefined;
        if (example.kind === 'success') {
          const answer = complete(title, body ? body.result : example.payload);
          const check = schemaForProperty('answers', 'Answers', operationAnswering(endpoint, answer));
          if (example.incomplete) expect(check.faults(answer)).not.toEqual([]);
          else expectExact(check, answer);
        } else {
          const { data, ...error } = (body ? body.error : example.payload) as { data?: unknown };
          expect(Object.keys(error).sort()).toEqual(['code', 'msg']);
          if (data !== undefined) expectExact(schemaFor('answers', 'FailedCancelReplace'), data);
        }
      });
    }
  }
});

describe.skipIf(!examples)('documented filters (needs ../shared/facts)', () => {
  for (const file of examples ? readdirSync(`${examples}/filters`) : []) {
    it(file, () => {
      const { examples: list } = JSON.parse(readFileSync(`${examples}/filters/${file}`, 'utf8')) as ExampleFile;
      const type = file.startsWith('EXCHANGE_')
        ? 'ExchangeFilter'
        : file.startsWith('MAX_ASSET')
          ? 'AssetFilter'
          : 'SymbolFilter';
      for (const { payload } of list) expectExact(schemaFor('answers', type), payload);
    });
  }
});

function hasEnvelope(payload: unknown): payload is Envelope {
  return typeof payload === 'object' && payload !== null && ('result' in payload || 'error' in payload);
}

function complete(example: string, answer: unknown): unknown {
  const slip = Object.keys(slips).find((start) => example.startsWith(start));
  return slip === undefined ? answer : slips[slip]?.(answer as Fields);
}

/** Adds fields; fails where they are there already and the slip is none any more. */
function add(target: Fields, fields: Fields): Fields {
  for (const field of Object.keys(fields)) expect(target).not.toHaveProperty(field);
  return { ...target, ...fields };
}
