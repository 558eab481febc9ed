import * as operations from '../src/operations/index.js';
import type { AnswerShape, AnyOperation } from '../src/operations/operation.js';

const records = Object.values<AnyOperation>(operations);

/**
 * Returns an answer with all fields that a route requires. A test passes only the fields that matter to it. `route` is
 * a REST route, such as `GET /api/v3/order`. If several operations have this route, the answer is that of the first
 * operation that, like `given`, returns a list or returns no list. If there is no such operation, the answer is that of
 * the first operation of the route.
 */
export function completeAnswer(route: string, given?: unknown): unknown {
  const shapes = records.filter(({ rest }) => rest === route).map(({ shape }) => shape);
  return complete(shapes.find((shape) => Array.isArray(shape) === Array.isArray(given)) ?? shapes[0] ?? {}, given);
}

/** Returns an answer with all fields that the operation requires. */
export function answerOf({ shape = {} }: Pick<AnyOperation, 'shape'>): unknown {
  return complete(shape, undefined);
}

function complete(shape: AnswerShape, given: unknown): unknown {
  if (typeof shape === 'string') return given ?? { number: 0, text: 'text', id: 1, list: [], object: {} }[shape];
  if (isList(shape)) return Array.isArray(given) ? given.map((element) => complete(shape[0], element)) : (given ?? []);
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) return given;
  const fields = Object.entries(shape).map(([field, inner]) => [
    field,
    complete(inner as AnswerShape, (given as Record<string, unknown> | undefined)?.[field]),
  ]);
  return { ...given, ...Object.fromEntries(fields) };
}

function isList(shape: AnswerShape): shape is readonly [AnswerShape] {
  return Array.isArray(shape);
}
