import type { Methods } from '@pkg/core';
import type * as operations from '@pkg/core/operations';
import { expectTypeOf } from 'vitest';
import type { Answers } from './answers.js';

type AnswersOf<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<infer R> ? R : never };

// The last overload of an operation is the one that takes all of its parameters.
expectTypeOf<AnswersOf<Methods<typeof operations>>>().toEqualTypeOf<{ readonly [K in keyof Answers]: Answers[K] }>();
