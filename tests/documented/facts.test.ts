import { describe, expect, it } from 'vitest';
import { sharedPath } from '../support/shared.js';
import {
  answers,
  conditionalReportFields,
  enums,
  errorCodes,
  failedCancelReplaces,
  filterFailures,
  filters,
  operations,
  orderRejections,
  publishedVectors,
  requests,
  type Sample,
  streams,
  userEvents,
} from './index.js';
import { canonical, Facts } from './read-facts.js';

/**
 * Parameters whose type Binance's page on the WebSocket API states wrongly. `operations` has the type from the page on
 * REST.
 */
const parameterSlips: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'order.cancelReplace': { trailingDelta: 'decimal' },
};

/**
 * Parameters whose documented type differs between REST and the WebSocket API. `operations` has the type of the
 * WebSocket API.
 */
const restParameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Over REST, the query string contains a list as one JSON text.
  exchangeInfo: { permissions: 'permissions' },
  'ticker.24hr': { symbols: 'text' },
  'ticker.tradingDay': { symbols: 'text' },
  ticker: { symbols: 'text' },
  'ticker.price': { symbols: 'text' },
  'ticker.book': { symbols: 'text' },
  // Only the REST page says that this parameter is mandatory.
  'orderList.place': { stopPrice: 'decimal!' },
};

describe('the documented API', () => {
  it("equals an independent extract of Binance's documentation", (context) => {
    const folder = sharedPath('facts');
    if (!folder) return context.skip('../shared/facts is absent');
    const facts = new Facts(folder);

    const socketMethods = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, params: { ...operation.params, ...parameterSlips[method] } },
      ]),
    );
    // The deprecated method `orderList.place` places two orders. But Binance's page on the WebSocket API says that it
    // raises the count of unfilled orders by only one.
    expect.soft(facts.ws()).toEqual({
      ...socketMethods,
      'orderList.place': { ...socketMethods['orderList.place'], orders: 1 },
    });
    expect
      .soft(facts.rest())
      .toEqual(
        Object.fromEntries(
          Object.entries(operations).flatMap(([method, { rest, ...operation }]) =>
            rest ? [[rest, { ...operation, params: { ...operation.params, ...restParameters[method] } }]] : [],
          ),
        ),
      );
    expect.soft(facts.enums()).toEqual(enums);
    expect.soft(facts.errors()).toEqual({ codes: errorCodes, rejections: orderRejections, filterFailures });
    expect.soft(facts.filters()).toEqual(filters);
    expect
      .soft(facts.filterExamples())
      .toEqual(
        Object.fromEntries(
          Object.entries(filters).map(([filterType, { fields }]) => [
            filterType,
            ['filterType', ...Object.keys(fields)].sort(),
          ]),
        ),
      );
    expect.soft(facts.requests()).toEqual(requests);

    const found = facts.streams();
    expect.soft(Object.keys(found)).toEqual(Object.keys(streams));
    for (const [id, { names, isArray = false, speeds, event }] of Object.entries(streams)) {
      expect.soft(found[id]).toEqual({ names, isArray, speeds, event, paths: pathsOf(event) });
    }
    const events = facts.userEvents();
    expect.soft(Object.keys(events)).toEqual(Object.keys(userEvents));
    for (const [name, message] of Object.entries(userEvents)) {
      expect.soft(events[name]?.message).toEqual(message);
      if (name === 'executionReport') expect.soft(events[name]?.conditional).toEqual(conditionalReportFields);
    }

    const routes = new Map(
      Object.entries(operations).flatMap(([method, { rest }]) => [
        [method, method],
        [rest, method],
      ]),
    );
    const printed: Record<string, Sample[]> = {};
    const failures: Sample[] = [];
    for (const { route, isError, sample } of facts.answers()) {
      const method = routes.get(route) as string;
      if (!isError) {
        printed[method] = [...(printed[method] ?? []), sample];
      } else {
        const { code, msg, data, ...other } = sample as Record<string, Sample>;
        expect.soft([typeof code, typeof msg, other]).toEqual(['number', 'string', {}]);
        if (data !== undefined) failures.push(data);
      }
    }
    expect.soft(formsOf(failures)).toEqual(formsOf(failedCancelReplaces));
    expect.soft(Object.keys(printed).sort()).toEqual(Object.keys(answers).sort());
    for (const [method, samples] of Object.entries(answers)) {
      expect.soft(formsOf(printed[method] ?? []), method).toEqual(formsOf(samples));
    }

    expect.soft(facts.signatures()).toEqual(publishedVectors.map(({ payload, signature }) => [payload, signature]));
  });
});

/** Returns the distinct samples as texts that can be compared. */
function formsOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.map(canonical))].sort();
}

/** Returns the path of each field in the form in which the tables of the documentation list it. */
function pathsOf(event: Sample, prefix = ''): string[] {
  return Object.entries(event as Record<string, Sample>).flatMap(([name, value]) => [
    `${prefix}${name}`,
    ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? pathsOf(value, `${name}.`) : []),
  ]);
}
