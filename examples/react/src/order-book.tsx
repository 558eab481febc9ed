import type { SpotClient } from '@pkg/core';
import { useOrderBook } from './use-order-book.ts';

/** Shows the best levels of a book. */
export function OrderBook({
  client,
  symbol,
}: {
  readonly client: SpotClient;
  readonly symbol: string;
}) {
  const book = useOrderBook(client, symbol);
  if (book?.status !== 'live') return <p>{book?.status ?? 'connecting'}</p>;
  return (
    <table>
      <tbody>
        {book.asks.toReversed().map(([price, quantity]) => (
          <tr key={price} className="ask">
            <td>{price}</td>
            <td>{quantity}</td>
          </tr>
        ))}
        {book.bids.map(([price, quantity]) => (
          <tr key={price} className="bid">
            <td>{price}</td>
            <td>{quantity}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
