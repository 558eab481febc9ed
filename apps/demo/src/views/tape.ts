import { element, oncePerFrame, setText } from '../dom.js';
import { clockTime, columnQuantity, priceText } from '../format.js';
import type { Market } from '../session/index.js';

type Line = {
  readonly line: HTMLElement;
  readonly price: HTMLElement;
  readonly quantity: HTMLElement;
  readonly time: HTMLElement;
};

const ROW_HEIGHT = 20;

/** The newest trades, newest first. The side is that of the taker; an arrow shows it besides the colour. */
export function mountTape(root: HTMLElement, { market, signal }: { market: Market; signal: AbortSignal }): void {
  const lines: Line[] = [];
  let newest = 0;
  const draw = oncePerFrame(() => {
    const before = newest;
    newest = market.trades[0]?.id ?? 0;
    lines.forEach(({ line, price, quantity, time }, index) => {
      const trade = market.trades[index];
      line.hidden = !trade;
      if (!trade) return;
      line.dataset.side = trade.takerSide;
      line.dataset.id = String(trade.id);
      line.classList.toggle('fresh', before > 0 && trade.id > before);
      setText(price, `${trade.takerSide === 'BUY' ? '▲' : '▼'} ${priceText(trade.price, market.priceDecimals)}`);
      setText(quantity, columnQuantity(Number(trade.quantity), market.quantityDecimals));
      setText(time, clockTime(trade.time));
    });
  }, signal);
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
  const made = {
    line: element('li'),
    price: element('span', '', 'price'),
    quantity: element('span', '', 'quantity'),
    time: element('span', '', 'time'),
  };
  made.line.append(made.price, made.quantity, made.time);
  made.line.hidden = true;
  root.append(made.line);
  return made;
}
