import { type BinanceSocketManager, trade } from '@pkg/streams';
import { useStream } from './use-stream.ts';

/** Shows the last trades of a symbol. */
export function Trades({
  sockets,
  symbol,
}: {
  readonly sockets: BinanceSocketManager;
  readonly symbol: string;
}) {
  return (
    <ul>
      {useStream(sockets, trade(symbol)).map(({ t, p, q }) => (
        <li key={t}>
          {p} {q}
        </li>
      ))}
    </ul>
  );
}
