import { environments } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { exchangeHosts, exchangePorts } from './hosts.js';

describe('exchangeHosts', () => {
  it.each(Object.values(environments))('contain the hosts and ports of the environment $name', (environment) => {
    for (const service of ['rest', 'streams', 'wsApi'] as const) {
      if (environment[service] === '') continue;
      const { hostname, port } = new URL(environment[service]);
      expect(exchangeHosts[service]).toContain(hostname);
      expect(exchangePorts).toContain(Number(port || 443));
    }
  });
});
