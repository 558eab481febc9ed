import { Decimal } from '@pkg/core/internal';
import type { AssetBalance } from '@pkg/streams';
import { quantityText, trimDecimal } from '../format.js';
import type { Side } from '../order/order-kinds.js';
import type { Preview } from '../order/preview.js';
import type { Market } from '../session/index.js';

/** Draws the amounts that an order would spend and receive, and its fee. */
export function PreviewLines(props: {
  readonly preview: Preview | undefined;
  readonly side: Side;
  readonly market: Market;
  readonly feeRate: string;
  readonly free: string | undefined;
}) {
  const { preview, side, market, feeRate, free } = props;
  const [spent, received] = side === 'BUY' ? [market.quote, market.base] : [market.base, market.quote];
  const amount = (text: string | undefined, asset: string): string =>
    text === undefined ? '—' : `${quantityText(text)} ${asset}`;
  return (
    <dl class="preview">
      <dt>Free</dt>
      <dd>{free === undefined ? '—' : amount(free, spent)}</dd>
      <dt>You spend</dt>
      <dd>{amount(preview?.spend, spent)}</dd>
      <dt>You receive</dt>
      <dd>
        {preview ? '≈ ' : ''}
        {amount(preview?.receive, received)}
      </dd>
      <dt>Fee {trimDecimal(new Decimal(feeRate).times(100).toFixed(4))}%</dt>
      <dd>{amount(preview?.fee, received)}</dd>
      {preview?.isPartial && <dd class="wide problem">The book holds less than that. The rest would not be filled.</dd>}
    </dl>
  );
}

/** Draws the account's balances of the two assets of the symbol. */
export function Assets({
  market,
  balances,
}: {
  readonly market: Market;
  readonly balances: ReadonlyMap<string, AssetBalance>;
}) {
  return (
    <table class="assets">
      <thead>
        <tr>
          <th>Assets</th>
          <th class="number">Free</th>
          <th class="number">In orders</th>
        </tr>
      </thead>
      <tbody>
        {[market.base, market.quote].map((asset) => (
          <tr key={asset} data-asset={asset}>
            <td>{asset}</td>
            <td class="number">{quantityText(balances.get(asset)?.free ?? '0')}</td>
            <td class="number dim">{quantityText(balances.get(asset)?.locked ?? '0')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
