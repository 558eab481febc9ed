import { createWriteStream } from 'node:fs';
import { createSpotClient } from '@pkg/core';
import { record } from './recorder.ts';

// Usage: npm start -- BTCUSDT btcusdt.txt

const [symbol = 'BTCUSDT', file = `${symbol.toLowerCase()}.txt`] = process.argv.slice(2);
const output = createWriteStream(file);
const client = createSpotClient();
const stop = await record(client, { symbol, write: (line) => output.write(line) });
process.once('SIGINT', async () => {
  await stop();
  client.close();
  output.end();
});
console.log(`recording ${symbol} to ${file}; Ctrl+C ends it`);
