import { describe, expect, it } from 'vitest';
import { raw } from '../../test/raw-client.js';
import { createExchange } from '../index.js';

/** Requests `GET /api/v3/time` with these headers. Returns the status and the error code of the answer. */
async function negotiate(accept?: string, schema?: string): Promise<[status: number, code: unknown]> {
  const headers = { ...(accept ? { accept } : {}), ...(schema ? { 'x-mbx-sbe': schema } : {}) };
  const { status, body } = await raw(createExchange(), 'GET /api/v3/time', '', '', { headers });
  return [status, body.code];
}

const JSON_REPLY = [200, undefined];

// Binance's faqs/sbe_faq.md, "How to get an SBE response", describes how an exchange that has not enabled SBE (a binary
// format) answers a request for SBE.
describe('a REST request', () => {
  it('that accepts only SBE is not acceptable', async () => {
    expect(await negotiate('application/sbe')).toEqual([406, -1155]);
    expect(await negotiate('application/sbe', '3:5')).toEqual([406, -1155]);
    expect(await negotiate('application/sbe;q=0.9, text/html', '3:2')).toEqual([406, -1155]);
  });

  it('with a malformed, unknown or retired schema is a bad request', async () => {
    expect(await negotiate('application/sbe', 'three')).toEqual([400, -1152]);
    expect(await negotiate('application/sbe', '3')).toEqual([400, -1152]);
    for (const schema of ['1:0', '2:0', '2:1', '3:0', '3:1', '3:6', '9:9']) {
      expect(await negotiate('application/sbe', schema)).toEqual([400, -1153]);
    }
  });

  it('that accepts JSON too gets JSON, whatever its schema is', async () => {
    for (const accept of ['application/sbe, application/json', 'application/json;q=0.5,application/sbe']) {
      for (const schema of [undefined, '3:5', '1:0', 'three']) {
        expect(await negotiate(accept, schema)).toEqual(JSON_REPLY);
      }
    }
  });

  it('that does not name SBE gets JSON', async () => {
    expect(await negotiate(undefined, '3:5')).toEqual(JSON_REPLY);
    expect(await negotiate(undefined, 'three')).toEqual(JSON_REPLY);
    expect(await negotiate('*/*', '1:0')).toEqual(JSON_REPLY);
    expect(await negotiate('application/json', '3:5')).toEqual(JSON_REPLY);
  });
});

describe('a handshake with the WebSocket API', () => {
  const handshake = (query: string) => createExchange().sockets.refuse('1.1.1.1', `/ws-api/v3?${query}`);

  it.each([
    ['responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5', -1155],
    ['responseFormat=sbe&sbeSchemaId=1&sbeSchemaVersion=0', -1153],
    ['responseFormat=sbe&sbeSchemaId=three&sbeSchemaVersion=5', -1153],
    ['responseFormat=sbe', -1153],
    ['responseFormat=sbe&responseFormat=json', -1130],
    ['responseFormat=xml', -1130],
  ])('with %s is refused', (query, code) => {
    const refused = handshake(query)!;
    expect(refused.status).toBe(400);
    expect(refused.headers).toMatchObject({ 'content-type': 'application/json;charset=UTF-8' });
    expect(JSON.parse(refused.body)).toMatchObject({ code });
  });

  it('for JSON is accepted', () => {
    expect(handshake('')).toBeUndefined();
    expect(handshake('responseFormat=json')).toBeUndefined();
    expect(handshake('timeUnit=MICROSECOND')).toBeUndefined();
  });

  it('of the market streams has no response format', () => {
    expect(createExchange().sockets.refuse('1.1.1.1', '/ws?responseFormat=sbe')).toBeUndefined();
  });
});
