import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../../../tests/support/shared.js';
import { errorCodeName } from './error-codes.js';

const path = sharedPath('facts/errors.json');
type Documented = { readonly code: number; readonly name: string | null };
const codes: readonly Documented[] = path ? JSON.parse(readFileSync(path, 'utf8')).codes : [];

describe('errorCodeName', () => {
  it.skipIf(!path)('knows every documented code (skipped where ../shared/facts is absent)', () => {
    expect(codes.length).toBeGreaterThan(100);
    for (const { code, name } of codes) expect([code, errorCodeName(code)]).toEqual([code, name ?? undefined]);
  });

  it('has no name for a code that is not documented', () => {
    expect([0, -1, 1000, -999, -1004, -9999, undefined].map(errorCodeName)).toEqual(Array(7).fill(undefined));
  });
});
