/**
 * The facts of Binance's documentation as data, from binance/binance-spot-api-docs at commit a5e0bc3 of 2026-07-21.
 * `facts.test.ts` compares this folder with an independent extract of the same pages, if the extract exists.
 */
export { answers, failedCancelReplaces } from './answers/index.js';
export { type DocumentedEnum, enums } from './enums.js';
export { type DocumentedCode, errorCodes, filterFailures, orderRejections } from './errors/index.js';
export { type DocumentedFilter, filters } from './filters.js';
export { decimal, flag, integer, type Sample, text } from './kinds.js';
export type { DocumentedOperation, WeightCase } from './operation.js';
export { operations } from './operations/index.js';
export { requests } from './requests.js';
export { EXAMPLE_API_KEY, opensslVectors, publishedVectors, type SigningVector } from './signing-vectors.js';
export { conditionalReportFields, type DocumentedStream, streams, userEvents } from './streams.js';
