import { describe, expect, it } from 'vitest';
import { operationRecords } from '../../generate/operation-page.js';
import { forgottenExports, publicFields } from '../public-api.js';
import { program } from './pages.js';

/**
 * Internal types that appear in declarations of public classes and types. Users do not create values of these types or
 * use their names.
 */
const ownParts = [
  'ApiConnection',
  'BoardEvents',
  'BookSync',
  'DepthKeeper',
  'LimitScope',
  'Limiter',
  'Report',
  'Secret',
  'StatusBoard',
  'Values',
];

describe('public exports', () => {
  it('include each type that another one names, and the types of all operations are exported by @pkg/core', () => {
    const forgotten = forgottenExports(program).filter(
      ({ name, by }) => !by.startsWith('simulator') && !ownParts.includes(name),
    );
    expect(forgotten).toEqual([]);
    const records = operationRecords();
    const types = program.exportsOf('@pkg/core/operations').filter(({ name }) => !records.has(name));
    expect(types.length).toBeGreaterThan(100);
    expect(types.filter(({ entryPoints }) => !entryPoints.includes('@pkg/core')).map(({ name }) => name)).toEqual([]);
  });

  it('describe each of their fields, and the unit of each time', () => {
    const fields = publicFields(program);
    expect(fields.length).toBeGreaterThan(1000);
    expect(fields.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([]);
    const times = fields.filter(({ name, type, doc }) => {
      const isTime = /(?:[tT]ime|Timestamp|timestamp)(?:Ms)?$/.test(name) || /^(?:\w+ )?[tT]ime\b/.test(doc);
      return isTime && /^(?:readonly )?number\b/.test(type);
    });
    expect(times.length).toBeGreaterThan(40);
    expect(
      times.filter(({ doc }) => !/\b(?:ms|µs|s|seconds)\b/.test(doc)).map(({ name, doc }) => `${name}: ${doc}`),
    ).toEqual([]);
  });
});
