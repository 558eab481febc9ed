import { describe, expect, it } from 'vitest';
import { readControlRequest } from './control-request.js';

const errorOf = (text: string): unknown => {
  const read = readControlRequest(text);
  return 'error' in read ? JSON.parse(read.error) : read;
};

describe('readControlRequest', () => {
  it('reads all control messages', () => {
    expect(readControlRequest('{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}')).toEqual({
      method: 'SUBSCRIBE',
      streams: ['btcusdt@aggTrade'],
      id: '1',
    });
    expect(readControlRequest('{"method":"SET_PROPERTY","params":["combined",true],"id":"a1"}')).toEqual({
      method: 'SET_PROPERTY',
      value: true,
      id: '"a1"',
    });
  });

  it('keeps all digits of a 64-bit id', () => {
    const { id } = readControlRequest('{"id":9223372036854775807,"method":"LIST_SUBSCRIPTIONS"}') as { id: string };
    expect(id).toBe('9223372036854775807');
    const other = '{"method":"SUBSCRIBE","params":["\\"id\\":5"],"id":6}';
    expect(readControlRequest(other)).toMatchObject({ id: '6' });
    expect(readControlRequest('{"method":"LIST_SUBSCRIPTIONS","id":null}')).toEqual({
      method: 'LIST_SUBSCRIPTIONS',
      id: 'null',
    });
  });

  it.each([
    ['{"method":"LIST_SUBSCRIPTIONS"}'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":1.5}'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775808}'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":"1234567890123456789012345678901234567"}'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":{}}'],
  ])('error: the id of %s', (text) => {
    expect(errorOf(text)).toEqual({ code: 2, msg: 'Invalid request: request ID must be an unsigned integer' });
  });

  it('error: the documented refusals, with their exact text', () => {
    expect(errorOf('{"method":"GET_PROPERTY","params":["colour"],"id":7}')).toEqual({
      code: 0,
      msg: 'Unknown property',
      id: 7,
    });
    expect(errorOf('{"method":"SET_PROPERTY","params":["combined","yes"],"id":7}')).toEqual({
      code: 1,
      msg: 'Invalid value type: expected Boolean',
    });
    expect(errorOf('{"method":"GET_PROPERTY","params":[1],"id":7}')).toEqual({
      code: 2,
      msg: 'Invalid request: property name must be a string',
    });
    expect(errorOf('{"method":"GET_PROPERTY","id":7}')).toEqual({
      code: 2,
      msg: 'Invalid request: property name must be a string',
    });
    expect(errorOf('{"method":"GET_PROPERTY","params":["combined",1],"id":7}')).toEqual({
      code: 2,
      msg: 'Invalid request: too many parameters',
    });
    expect(errorOf('{"id":12345,"method":"SUBSCR"}')).toEqual({
      code: 2,
      msg: 'Invalid request: unknown variant `SUBSCR`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 29',
    });
    expect(errorOf('{"params":["combined"],"id":7}')).toEqual({
      code: 2,
      msg: 'Invalid request: missing field `method` at line 1 column 30',
    });
    expect(errorOf('nonsense')).toEqual({
      code: 3,
      msg: expect.stringMatching(/^Invalid JSON: expected value at line 1 column \d+$/),
    });
  });
});
