import { describe, expect, it } from 'vitest';
import { isCloseCode } from './close-code.js';
import { readFault } from './read-fault.js';

describe('readFault', () => {
  it('reads numbers and flags that are written as text', () => {
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

  it('omits undefined fields', () => {
    expect(readFault({ kind: 'drop', scope: undefined, times: 1 })).toEqual({ kind: 'drop', times: 1 });
  });

  it.each([
    [{}, 'kind: expected delay, '],
    [{ kind: 'plague' }, /^kind: expected delay, .*, got "plague"$/],
    [{ kind: 'toString' }, /^kind: expected delay, .*, got "toString"$/],
    [{ kind: 'delay' }, 'delay: ms: expected a number from 0 to 86400000, got nothing'],
    [{ kind: 'delay', ms: 'soon' }, 'delay: ms: expected a number from 0 to 86400000, got "soon"'],
    [{ kind: 'delay', ms: '' }, 'delay: ms: expected a number'],
    [{ kind: 'delay', ms: Number.NaN }, 'delay: ms: expected a number'],
    [{ kind: 'delay', ms: 1, code: 1 }, /^delay: expected only the fields scope, .*, got code$/],
    [{ kind: 'delay', ms: 1, direction: 'toClient' }, 'delay: direction: expected request or answer'],
    [{ kind: 'drop', toString: 1 }, /^drop: expected only the fields .*, got toString$/],
    [{ kind: 'drop', probability: 2 }, 'drop: probability: expected a number from 0 to 1, got 2'],
    [{ kind: 'drop', scope: 'sockets' }, 'drop: scope: expected wsApi or stream, got "sockets"'],
    [{ kind: 'duplicate', scope: 'rest' }, 'duplicate: scope: expected wsApi or stream, got "rest"'],
    [{ kind: 'hang', scope: 'stream' }, 'hang: scope: expected rest or wsApi, got "stream"'],
    [{ kind: 'eventFirst', scope: 'stream' }, 'eventFirst: scope: expected rest or wsApi, got "stream"'],
    [{ kind: 'drop', times: 1.5 }, 'drop: times: expected a whole number'],
    [{ kind: 'delay', ms: 1e300 }, 'delay: ms: expected a number from 0 to 86400000'],
    [{ kind: 'status', status: 9999 }, 'status: status: expected a whole number from 200 to 599, got 9999'],
    [{ kind: 'status', status: 503, headers: { 'retry-after': 2 } }, 'status: headers: expected an object of strings'],
    [{ kind: 'hang', executed: 'yes' }, 'hang: executed: expected true or false'],
    [{ kind: 'disconnect', code: 5 }, 'disconnect: code: expected a close code that may be sent, got 5'],
    [{ kind: 'disconnect', reason: 'ä'.repeat(62) }, 'disconnect: reason: expected a string of at most 123 bytes'],
    [{ kind: 'oversize', bytes: 1e12 }, 'oversize: bytes: expected'],
  ])('error: %j', (written, message) => {
    expect(() => readFault(written)).toThrow(message);
  });
});

describe('isCloseCode', () => {
  it('accepts the codes that RFC 6455 and the IANA registry allow an endpoint to send', () => {
    const sent = [1000, 1001, 1003, 1008, 1012, 1014, 3000, 4999];
    expect(sent.filter(isCloseCode)).toEqual(sent);
    expect([0, 5, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN].filter(isCloseCode)).toEqual([]);
  });
});
