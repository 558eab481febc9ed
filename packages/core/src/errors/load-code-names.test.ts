import { afterEach, expect, it, vi } from 'vitest';
import { caught } from '../../test/outcome.js';

afterEach(() => {
  vi.doUnmock('./error-code-names.js');
  vi.resetModules();
});

it('knows the names after they were loaded', async () => {
  const { loadErrorCodeNames, loadedErrorCodeName } = await import('./load-code-names.js');
  expect(loadedErrorCodeName(-1121)).toBeUndefined();
  await loadErrorCodeNames();
  expect([-1121, -9999, undefined].map(loadedErrorCodeName)).toEqual(['BAD_SYMBOL', undefined, undefined]);
});

it('loads the names again after a load that failed', async () => {
  let failures = 1;
  vi.doMock('./error-code-names.js', async (importOriginal) => {
    if (failures-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return (await importOriginal()) as object;
  });
  const { loadErrorCodeNames, loadedErrorCodeName } = await import('./load-code-names.js');
  expect(await caught(loadErrorCodeNames())).toBeInstanceOf(Error);
  expect(loadedErrorCodeName(-1121)).toBeUndefined();
  await vi.waitFor(() => expect(loadedErrorCodeName(-1121)).toBe('BAD_SYMBOL'));
});
