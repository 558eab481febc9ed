import type { Methods } from '@pkg/core';
import type * as operations from '@pkg/core/operations';
import { expectTypeOf } from 'vitest';
import type { Answers } from './answers.js';
import type { Params } from './params.js';

type Client = Methods<typeof operations>;

// The last overload of an operation accepts all parameters and returns the union of all answers. `infer` uses this
// overload.
type AnswersOf<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<infer R> ? R : never };
type ParamsOf<T> = {
  [K in keyof T]: T[K] extends (params: infer P, ...rest: never[]) => unknown ? NonNullable<P> : never;
};

expectTypeOf<AnswersOf<Client>>().toEqualTypeOf<{ readonly [K in keyof Answers]: Answers[K] }>();
expectTypeOf<ParamsOf<Client>>().toEqualTypeOf<{ readonly [K in keyof Params]: Params[K] }>();
