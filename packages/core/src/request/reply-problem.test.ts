import { describe, expect, it } from 'vitest';
import { answers } from '../../../../tests/documented/index.js';
import { parseJson } from '../encoding/json.js';
import type { Reply } from '../operations/call.js';
import * as operations from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { replyProblem } from './reply-problem.js';

const records = Object.entries<AnyOperation>(operations);
const reply = (status: unknown, data: unknown): Reply => ({ status: status as number, data, rateLimits: [] });
const problem = (operation: AnyOperation, status: unknown, data: unknown): string | undefined =>
  replyProblem({ operation }, reply(status, data));

describe('replyProblem of an answer', () => {
  for (const [name, operation] of records) {
    const documented = answers[operation.ws] ?? [];
    const isMany = operation.answers === 'many';
    const own = operation.answers ? documented.filter((answer) => Array.isArray(answer) === isMany) : documented;

    it(`${name}: accepts every documented answer`, () => {
      expect(operation.shape).toBeDefined();
      expect(own.length).toBeGreaterThan(0);
      for (const answer of own) expect(problem(operation, 200, answer)).toBeUndefined();
    });

    it(`${name}: refuses an answer of another kind`, () => {
      const other = Array.isArray(operation.shape) ? {} : [];
      for (const answer of [other, null, undefined, 'text', 0, true]) {
        expect(problem(operation, 200, answer)).toMatch(/^the answer: expected (list|object), got /);
      }
    });

    if (operation.effect === 'write') {
      it(`${name}: refuses an empty object, in a list too`, () => {
        expect(problem(operation, 200, Array.isArray(operation.shape) ? [{}] : {})).toMatch(/got undefined$/);
      });
    }
  }

  it('names the field that is wrong, and shows no text of the answer', () => {
    const { getExchangeInfo, getKlines, getMyTrades, createOrder } = operations;
    expect(problem(getExchangeInfo, 200, { timezone: 'UTC' })).toBe('the answer.symbols: expected list, got undefined');
    expect(problem(getExchangeInfo, 200, { symbols: {} })).toBe('the answer.symbols: expected list, got object');
    expect(problem(getKlines, 200, [[1], 'SECRET'])).toBe('the answer.1: expected list, got text');
    expect(problem(getMyTrades, 200, [{ id: 1 }, null])).toBe('the answer.1: expected object, got null');
    expect(problem(createOrder, 200, { orderId: 'SECRET' })).toBe('the answer.orderId: expected id, got text');
  });

  it.each([['__proto__'], ['constructor'], ['toString']])('ignores the inherited field %s', (field) => {
    const record = { ...operations.ping, shape: { [field]: 'object' } } as AnyOperation;
    expect(problem(record, 200, {})).toContain('got undefined');
  });

  it('takes ids beyond 2^53 as text', () => {
    expect(problem(operations.createOrder, 200, { orderId: '9007199254740993' })).toBeUndefined();
  });
});

describe('replyProblem of a status', () => {
  it.each([undefined, null, Number.NaN, Infinity, 0, -1, 101, 199, 200.5, 302, 304, 399, 600, '200', {}, []])(
    '%o is no status of the exchange, whatever the data',
    (status) => {
      for (const data of [{ orderId: 1 }, { code: -2010, msg: 'no' }]) {
        expect(problem(operations.createOrder, status, data)).toMatch(
          /^status: expected 200 to 299 or 400 to 599, got /,
        );
      }
    },
  );
});

describe('replyProblem of a refusal', () => {
  it.each([400, 401, 403, 409, 418, 429, 451, 500, 503, 599])('%i with code and text is well-formed', (status) => {
    expect(problem(operations.createOrder, status, { code: -2010, msg: '' })).toBeUndefined();
  });

  it.each([
    { orderId: 1 },
    { code: '-2010', msg: 'no' },
    { code: -2010 },
    { code: -2010, msg: { toString: 1 } },
    parseJson('{"code":-2010,"msg":9007199254740993}'),
    parseJson('{"code":-9007199254740993,"msg":"no"}'),
    { code: null, msg: null },
    [{ code: -2010, msg: 'no' }],
    null,
    '<html>',
    '{"code":-2010',
  ])('%o is not', (data) => {
    expect(problem(operations.createOrder, 400, data)).toMatch(/^the refusal/);
  });

  it('a page with 403 is the refusal of the firewall; JSON that was cut off is not', () => {
    expect(problem(operations.createOrder, 403, '<html>no</html>')).toBeUndefined();
    expect(problem(operations.createOrder, 403, '{"orderId":1,')).toBeDefined();
    expect(problem(operations.createOrder, 403, { orderId: 1 })).toBeDefined();
  });
});

describe('replyProblem of a refused cancel-replace', () => {
  const order = { symbol: 'BTCUSDT', orderId: 11, orderListId: -1 };
  const no = (code: number) => ({ code, msg: 'no' });
  const refused = (code: number, steps: readonly [unknown, unknown], responses: readonly [unknown, unknown]) => ({
    ...no(code),
    data: {
      cancelResult: steps[0],
      newOrderResult: steps[1],
      cancelResponse: responses[0],
      newOrderResponse: responses[1],
    },
  });

  // The combinations in the table of the section "Cancel an Existing Order and Send a New Order" of Binance's
  // documentation of the REST API.
  it.each([
    ['only the cancel', refused(-2021, ['SUCCESS', 'FAILURE'], [order, no(-2010)])],
    ['only the new order', refused(-2021, ['FAILURE', 'SUCCESS'], [no(-2011), order])],
    ['none of both', refused(-2022, ['FAILURE', 'FAILURE'], [no(-2011), no(-2010)])],
    ['no cancel, and no new order was tried', refused(-2022, ['FAILURE', 'NOT_ATTEMPTED'], [no(-2011), null])],
    ['the cancel beyond the order count', refused(-2021, ['SUCCESS', 'FAILURE'], [order, no(-1015)])],
    ['an order count that is exceeded', no(-1015)],
    ['both failures without details', no(-2022)],
  ])('is certain of %s', (_, data) => {
    for (const status of [400, 409, 429]) {
      expect(problem(operations.cancelReplaceOrder, status, data)).toBeUndefined();
    }
  });

  it.each([
    ['no data', no(-2021)],
    ['two steps that succeeded', refused(-2021, ['SUCCESS', 'SUCCESS'], [order, order])],
    ['one step that succeeded, in -2022', refused(-2022, ['FAILURE', 'SUCCESS'], [no(-2011), order])],
    ['no step that succeeded, in -2021', refused(-2021, ['FAILURE', 'FAILURE'], [no(-2011), no(-2010)])],
    ['a step with an unknown result', refused(-2021, ['SUCCESS', 'MAYBE'], [order, no(-2010)])],
    ['a new order that timed out', refused(-2021, ['SUCCESS', 'FAILURE'], [order, no(-1007)])],
    ['a cancel that timed out', refused(-2022, ['FAILURE', 'NOT_ATTEMPTED'], [no(-1007), null])],
    ['results that are objects', refused(-2021, [{ toString: 1 }, 'FAILURE'], [order, no(-2010)])],
  ])('is not certain with %s', (_, data) => {
    expect(problem(operations.cancelReplaceOrder, 409, data)).toMatch(/^the results of cancel and new order/);
  });
});
