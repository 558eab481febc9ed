import { element, oncePerFrame, setText } from '../dom.js';
import { columnQuantity, priceText } from '../format.js';
import { clockTime } from '../format-time.js';
import type { Market, TapeTrade } from '../session/market.js';

type Line = {
  readonly line: HTMLElement;
  readonly price: HTMLElement;
  readonly quantity: HTMLElement;
  readonly time: HTMLElement;
  /** The trade that this row shows. */
  trade: TapeTrade | undefined;
};

const ROW_HEIGHT = 20;

/** Shows the list of trades, newest first. The colour and an arrow show on which side the taker was. */
export function mountTape(root: HTMLElement, { market, signal }: { market: Market; signal: AbortSignal }): void {
  const lines: Line[] = [];
  const draw = oncePerFrame(() => {
    const { trades } = market;
    lines.forEach((line, index) => {
      const trade = trades[index];
      if (line.trade !== trade) write(line, trade);
    });
  }, signal);

  function write(shown: Line, trade: TapeTrade | undefined): void {
    const { line, price, quantity, time } = shown;
    shown.trade = trade;
    line.hidden = !trade;
    if (!trade) return;
    line.dataset.side = trade.takerSide;
    line.dataset.id = String(trade.id);
    setText(price, `${trade.takerSide === 'BUY' ? '▲' : '▼'} ${priceText(trade.price, market.priceDecimals)}`);
    setText(quantity, columnQuantity(Number(trade.quantity), market.quantityDecimals));
    setText(time, clockTime(trade.time));
  }

  const observer = new ResizeObserver(() => {
    const count = Math.max(0, Math.min(60, Math.floor(root.clientHeight / ROW_HEIGHT)));
    while (lines.length > count) lines.pop()?.line.remove();
    while (lines.length < count) lines.push(createLine(root));
    draw();
  });
  observer.observe(root);
  const stop = market.onTrades(draw);
  signal.addEventListener('abort', () => {
    stop();
    observer.disconnect();
    root.replaceChildren();
  });
}

function createLine(root: HTMLElement): Line {
  const made: Line = {
    line: element('li'),
    price: element('span', '', 'price'),
    quantity: element('span', '', 'quantity'),
    time: element('span', '', 'time'),
    trade: undefined,
  };
  made.line.append(made.price, made.quantity, made.time);
  made.line.hidden = true;
  root.append(made.line);
  return made;
}
