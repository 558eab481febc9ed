import * as core from '@pkg/core';
import * as redis from '@pkg/redis';
import * as simulator from '@pkg/simulator';
import * as streams from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { failedSearches, neededSearches } from '../../generate/needed-searches.js';
import { operationRecords } from '../../generate/operation-page.js';
import { inlineOptions, publicFields } from '../public-api.js';
import { searchOf } from '../site-search.js';
import { all, generated, program } from './pages.js';

// `npm run docs` repeats the searches of the first test in the index of the built site.

const search = searchOf(all);

describe('the search of the site', () => {
  it('finds each operation, stream and error class by a heading, each option by its owner, and what strangers type', () => {
    expect(failedSearches(all, search)).toEqual([]);
    const searched = new Set(neededSearches(all).map(({ text }) => text));
    const streamNames = [...generated.keys()].flatMap((path) => /^streams\/(?!index)(\w+)\.md$/.exec(path)?.[1] ?? []);
    const errors = [core, streams, simulator, redis].flatMap((module) =>
      Object.entries(module).flatMap(([name, value]) => (value?.prototype instanceof Error ? [name] : [])),
    );
    expect(streamNames.length).toBeGreaterThan(15);
    expect(errors.length).toBeGreaterThan(10);
    for (const name of [...operationRecords().keys(), ...streamNames, ...errors]) expect(searched).toContain(name);
    for (const each of ['serve port', 'createSpotClient apiKey', 'A call signal']) expect(searched).toContain(each);
  });

  it('finds each option by its name alone', () => {
    const ofTypes = publicFields(program).flatMap(({ name }) => /Options\.(\w+)$/.exec(name)?.[1] ?? []);
    const ofFunctions = inlineOptions(program);
    expect(ofTypes.length).toBeGreaterThan(50);
    expect(ofFunctions).toContain('operation');
    const isWritten = (name: string): boolean =>
      search(name).some(({ title, text }) => new RegExp(`\\b${name}\\b`).test(`${title} ${text}`));
    expect([...new Set([...ofTypes, ...ofFunctions])].filter((name) => !isWritten(name))).toEqual([]);
  });
});
