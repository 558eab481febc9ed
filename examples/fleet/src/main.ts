import { fork } from 'node:child_process';
import { joinFleet } from './join-fleet.ts';
import { readBooks } from './read-books.ts';

// `npm start` starts three processes that read the books of all USDT pairs, as fast as the rate limits of this IP
// address permit. The processes need a Redis or Valkey server at REDIS_URL.

const PROCESSES = 3;
const { REDIS_URL: redisUrl = 'redis://127.0.0.1:6379' } = process.env;
const number = process.argv[2];

if (number === undefined) {
  for (let each = 0; each < PROCESSES; each++) fork(String(process.argv[1]), [String(each)]);
  // Ctrl+C also reaches the three processes, which then leave the fleet. This listener keeps this process alive until
  // the three processes have ended.
  process.on('SIGINT', () => undefined);
} else {
  const { client, leave } = joinFleet({ redisUrl, group: 'my-address' });
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  const { symbols } = await client.getExchangeInfo({
    permissions: 'SPOT',
    symbolStatus: 'TRADING',
  });
  // Each process reads the books of its part of the symbols.
  const own = symbols
    .filter(({ quoteAsset }) => quoteAsset === 'USDT')
    .filter((_, at) => at % PROCESSES === Number(number))
    .map(({ symbol }) => symbol);
  while (!stopped.signal.aborted) {
    const { books, seconds } = await readBooks(client, own, stopped.signal);
    const { fleet, use } = client.limits;
    const [weight] = use;
    console.log(
      `process ${number}: ${books.size} books in ${seconds.toFixed(1)} s;`,
      `${fleet?.members} processes (${fleet?.status}) have used ${weight?.count} of ${weight?.limit}`,
    );
  }
  await leave();
}
