import type { BinanceSocketManager, StatusChange } from '@pkg/streams';
import type { World } from './world.js';

/** Checks the status and the events by which a socket manager reports the state of its connections. */
export class Connections {
  readonly #sockets: BinanceSocketManager;
  /** The names of the connections that are open according to the events. */
  readonly #open = new Set<string>();
  #last: StatusChange | undefined;

  constructor({ fail }: World, sockets: BinanceSocketManager) {
    this.#sockets = sockets;
    const open = this.#open;
    sockets.on('connect', ({ connection }) => {
      if (open.has(connection)) fail(`${connection}: connected, although it was open`);
      open.add(connection);
    });
    sockets.on('disconnect', ({ connection }) => {
      if (!open.delete(connection)) fail(`${connection}: disconnected, although it was not open`);
    });
    sockets.on('renew', ({ connection }) => {
      if (!open.has(connection)) fail(`${connection}: renewed, although it was not open`);
    });
    sockets.onStatus((change) => {
      this.#last = change;
    });
  }

  /** Returns what is wrong. Some time after the last disturbance, every connection must be open. */
  problems(): string[] {
    const { status } = this.#sockets;
    const problems: string[] = [];
    if (status !== 'open') problems.push(`the socket manager is ${status}`);
    if (this.#last?.status !== status)
      problems.push(`the last reported status is ${this.#last?.status}, not ${status}`);
    if (this.#open.size === 0) problems.push('no event has reported an open connection');
    return problems;
  }
}
