import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { startDemo } from '../../support/processes.js';

let demo: Awaited<ReturnType<typeof startDemo>>;
let other: Server;

test.beforeAll(async () => {
  demo = await startDemo({});
  other = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe src="${demo.url}"></iframe>`);
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});

test.afterAll(async () => {
  other.close();
  await demo.stop();
});

test('no page can put the demo page into a frame', async ({ page }) => {
  const response = await page.request.get(demo.url);
  expect(response.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(response.headers()['x-frame-options']).toBe('DENY');
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  await expect(page.frameLocator('iframe').locator('#order')).toHaveCount(0);
});
