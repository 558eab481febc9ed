import { describe, expect, it } from 'vitest';
import { isCloseCode } from './close-code.js';
import { readFault } from './read-fault.js';

describe('readFault', () => {
  it('takes numbers and flags that come as text for what they are', () => {
    const written = {
      kind: 'delay',
      ms: '100',
      jitter: '1.5',
      after: '50',
      for: '1000',
      times: '2',
      probability: '0.5',
    };
    expect(readFault(written)).toEqual({
      kind: 'delay',
      ms: 100,
      jitter: 1.5,
      after: 50,
      for: 1000,
      times: 2,
      probability: 0.5,
    });
    expect(readFault({ kind: 'hang', executed: 'false' })).toEqual({ kind: 'hang', executed: false });
  });

  it('leaves out what is undefined', () => {
    expect(readFault({ kind: 'drop', scope: undefined, times: 1 })).toEqual({ kind: 'drop', times: 1 });
  });

  it.each([
    [{}, 'no such kind of fault: undefined'],
    [{ kind: 'plague' }, 'no such kind of fault: plague; there are delay, '],
    [{ kind: 'toString' }, 'no such kind of fault: toString'],
    [{ kind: 'delay' }, 'delay: ms is missing'],
    [{ kind: 'delay', ms: 'soon' }, 'delay: ms must be a number, at least 0, not "soon"'],
    [{ kind: 'delay', ms: '' }, 'delay: ms must be a number'],
    [{ kind: 'delay', ms: Number.NaN }, 'delay: ms must be a number'],
    [{ kind: 'delay', ms: 1, code: 1 }, 'delay: no field code; there are scope, '],
    [{ kind: 'delay', ms: 1, direction: 'toClient' }, 'delay: direction must be request or answer'],
    [{ kind: 'drop', toString: 1 }, 'drop: no field toString'],
    [{ kind: 'drop', probability: 2 }, 'drop: probability must be a number from 0 to 1, not 2'],
    [{ kind: 'drop', scope: 'sockets' }, 'drop: scope must be rest or wsApi or stream'],
    [{ kind: 'status', status: 9999 }, 'status: status must be a number from 200 to 599, not 9999'],
    [{ kind: 'status', status: 503, headers: { 'retry-after': 2 } }, 'status: headers must be an object of texts'],
    [{ kind: 'hang', executed: 'yes' }, 'hang: executed must be true or false'],
    [{ kind: 'disconnect', code: 5 }, 'disconnect: code must be a code that a socket may be closed with, not 5'],
    [{ kind: 'disconnect', reason: 'ä'.repeat(62) }, 'disconnect: reason must be text of at most 123 bytes'],
    [{ kind: 'oversize', bytes: 1e12 }, 'oversize: bytes must be'],
  ])('error: %j', (written, message) => {
    expect(() => readFault(written)).toThrow(message);
  });
});

describe('isCloseCode', () => {
  it('knows what an endpoint may send, by RFC 6455 and the registry', () => {
    const sent = [1000, 1001, 1003, 1008, 1012, 1014, 3000, 4999];
    expect(sent.filter(isCloseCode)).toEqual(sent);
    expect([0, 5, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN].filter(isCloseCode)).toEqual([]);
  });
});
