import type * as operations from '@pkg/core/operations';
import * as handlers from './handlers/index.js';
import type { Handlers } from './router.js';

const { getKlines, ...others } = handlers;

/** This object has a handler for every operation, so it compiles. */
export const complete: Handlers<typeof operations> = { ...others, getKlines };

// @ts-expect-error: an operation without a handler does not compile
export const incomplete: Handlers<typeof operations> = others;
