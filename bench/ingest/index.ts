// Measures how many messages of combined streams are read over loopback per second of processor time. Compares
// `BinanceSocketManager` with plain `ws` and `JSON.parse`. Both read the same fields of each event. Plain `ws` also
// validates UTF-8, which is its default. The sockets of the manager skip this validation.
// Usage: `node bench/run.mjs ingest`.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environments } from '@pkg/core';
import { BinanceSocketManager, topic } from '@pkg/streams';
import WebSocket from 'ws';
import { type Contender, claim, interleave, print } from '../kit/index.js';
import { streamsOf } from './frames.js';
import { serve } from './server.js';

const KINDS = ['kline_1m', 'trade', 'aggTrade', 'bookTicker'];
const COUNT = 60_000;
const ROUNDS = 25;

if (process.argv[2] === '--server') await serve(KINDS.flatMap((kind) => [`${kind} bare`, `${kind} ours`]));
else await measure();

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['--server']);
  const [ports] = (await once(server, 'message')) as [Record<string, number>];
  for (const kind of KINDS) {
    const bare = await bareWs(server, kind, ports[`${kind} bare`] as number);
    const ours = await ourManager(server, kind, ports[`${kind} ours`] as number);
    const [bareFigure, ourFigure] = await interleave([bare, ours], ROUNDS);
    if (!bareFigure || !ourFigure) throw new Error('nothing was measured');
    print(`${kind}, ${streamsOf(kind).length} streams combined`, [bareFigure, ourFigure]);
    claim(`${kind}: messages a processor second, bare over ours`, ourFigure.cpu / bareFigure.cpu, 1 / 1.5);
  }
  server.kill();
  process.exit();
}

/** The fields that the contenders read. They read one number and one price from each event. */
type Fields = { E?: number; u?: number; p?: string; b?: string; k?: { c: string } };

/** Creates functions that read and count events until the round is complete. */
function counter(): {
  seen: (event: Fields) => void;
  round: (server: ChildProcess, kind: string) => Promise<{ operations: number }>;
} {
  let left = 0;
  let done: () => void = () => undefined;
  return {
    seen(event) {
      const number = event.E ?? event.u;
      const price = event.p ?? event.b ?? event.k?.c;
      if (!number || !price) throw new Error('not an event');
      left -= 1;
      if (left === 0) done();
    },
    round: (server, kind) =>
      new Promise((resolve) => {
        left = COUNT;
        done = () => resolve({ operations: COUNT });
        server.send({ kind, count: COUNT });
      }),
  };
}

async function bareWs(server: ChildProcess, kind: string, port: number): Promise<Contender> {
  const { seen, round } = counter();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/stream`, { perMessageDeflate: false });
  socket.on('message', (data) => seen((JSON.parse(data.toString()) as { data: Fields }).data));
  await once(socket, 'open');
  return { name: 'bare ws + JSON.parse', round: () => round(server, `${kind} bare`) };
}

async function ourManager(server: ChildProcess, kind: string, port: number): Promise<Contender> {
  const { seen, round } = counter();
  const manager = new BinanceSocketManager({
    environment: { ...environments.live, streams: `ws://127.0.0.1:${port}` },
  });
  await Promise.all(streamsOf(kind).map((stream) => manager.subscribe(topic<Fields>(stream), seen)));
  return { name: 'BinanceSocketManager', round: () => round(server, `${kind} ours`) };
}
