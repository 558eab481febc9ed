import '../style/tape.css';
import type { Market } from '../session/index.js';
import { mountTape } from '../views/tape.js';
import { SelfDrawn } from './self-drawn.js';

export function TapePanel({ market }: { readonly market: Market }) {
  return (
    <section class="panel trades" aria-label="Trades">
      <header class="panel-head">
        <h2>Trades</h2>
      </header>
      <div class="columns" aria-hidden="true">
        <span>Price {market.quote}</span>
        <span>Amount {market.base}</span>
        <span>Time</span>
      </div>
      <SelfDrawn
        key={market.symbol}
        class="tape derived"
        label="Newest trades"
        isList
        deps={[market]}
        mount={(root, signal) => mountTape(root, { market, signal })}
      />
    </section>
  );
}
