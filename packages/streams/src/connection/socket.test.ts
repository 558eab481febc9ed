import type { WebSocketConstructor } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { Socket } from './socket.js';

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];

/** Returns a socket over a WebSocket like a browser's, which drops what is sent while it is closing. */
function setUp() {
  const calls: unknown[] = [];
  const seen: unknown[] = [];
  class BrowserSocket {
    readyState = CONNECTING;
    onopen?: () => void;
    onclose?: (event: object) => void;
    onerror?: (event: object) => void;
    onmessage?: (event: object) => void;
    send(text: string): void {
      calls.push(['send', text]);
      if (this.readyState === CONNECTING) throw new Error('still connecting');
    }
    close(code?: number): void {
      calls.push(['close', code]);
    }
  }
  let inner = new BrowserSocket();
  const Constructor = function construct() {
    inner = new BrowserSocket();
    return inner;
  } as unknown as WebSocketConstructor;
  const socket = new Socket(Constructor, 'wss://a', 1_000, {
    open: () => seen.push('open'),
    message: (frame) => seen.push(frame),
    control: () => seen.push('control'),
    close: (reason, refusal) => seen.push([reason, refusal]),
  });
  return { socket, inner, calls, seen };
}

describe('Socket', () => {
  it.each([
    ['connecting', CONNECTING, false],
    ['open', OPEN, true],
    ['closing', CLOSING, false],
    ['closed', CLOSED, false],
  ])('sends only while it is open: %s', (_, readyState, isOpen) => {
    const { socket, inner, calls } = setUp();
    inner.readyState = readyState;
    expect([socket.isOpen, socket.send('text')]).toEqual([isOpen, isOpen]);
    expect(calls).toEqual(isOpen ? [['send', 'text']] : []);
    calls.length = 0;
    socket.terminate(true);
    // A close frame is sent only over an open connection.
    expect(calls[0]).toEqual(['close', isOpen ? 1_000 : undefined]);
    expect([socket.isOpen, socket.send('late')]).toEqual([false, false]);
  });

  it('says that nothing was sent if the WebSocket throws', () => {
    const { socket, inner } = setUp();
    inner.readyState = OPEN;
    inner.send = () => {
      throw new Error('gone');
    };
    expect([socket.isOpen, socket.send('text')]).toEqual([true, false]);
  });

  it('tells text from bytes, and why it was closed, and calls no handler after that', () => {
    for (const [event, failure, reason] of [
      [{ code: 1006, reason: '' }, undefined, 'closed with code 1006'],
      [{ code: 1006, reason: '' }, { message: 'ECONNREFUSED' }, 'closed with code 1006: ECONNREFUSED'],
      [{ code: 1008, reason: 'too many' }, { message: 'other' }, 'closed with code 1008: too many'],
      [{ code: 1006, reason: '' }, {}, 'closed with code 1006'],
    ] as const) {
      const { inner, seen } = setUp();
      inner.onopen?.();
      inner.onmessage?.({ data: 'text' });
      inner.onmessage?.({ data: new ArrayBuffer(1) });
      if (failure) inner.onerror?.(failure);
      inner.onclose?.(event);
      inner.onmessage?.({ data: 'late' });
      inner.onopen?.();
      inner.onclose?.(event);
      expect(seen).toEqual(['open', 'text', undefined, [reason, undefined]]);
    }
  });

  it('calls no handler after it was terminated', () => {
    const { socket, inner, seen } = setUp();
    socket.terminate(false);
    inner.onmessage?.({ data: 'late' });
    inner.onerror?.({ message: 'late' });
    inner.onclose?.({ code: 1000, reason: '' });
    expect(seen).toEqual([]);
  });
});
