import { createWriteStream } from 'node:fs';
import { createSpotClient } from '@pkg/core';
import { record } from './recorder.ts';

// Usage: npm start -- BTCUSDT btcusdt.txt
// After a lost connection, the recording goes on in a new file: btcusdt.txt.2.

const [symbol = 'BTCUSDT', file = `${symbol.toLowerCase()}.txt`] = process.argv.slice(2);
const client = createSpotClient();
const interrupt = new AbortController();
const { signal } = interrupt;
process.once('SIGINT', () => interrupt.abort());
for (let part = 1; !signal.aborted; part++) {
  const name = part === 1 ? file : `${file}.${part}`;
  const output = createWriteStream(name);
  console.log(`recording ${symbol} to ${name}; Ctrl+C ends it`);
  await record(client, { symbol, write: (line) => output.write(line), signal });
  output.end();
}
client.close();
