import { effect, type ReadonlySignal } from '@preact/signals';
import { element, oncePerFrame, setText } from '../dom.js';
import { columnQuantity, compact, grouped, priceText } from '../format.js';
import type { Market } from '../session/index.js';
import { priceOfTicks, type Row, rowsAt, rowsOf, ticksOfPrice } from './levels.js';

export type LadderLayout = 'both' | 'asks' | 'bids';

export type LadderOptions = {
  readonly market: Market;
  readonly layout: ReadonlySignal<LadderLayout>;
  /** How many ticks one row covers. */
  readonly group: ReadonlySignal<number>;
  /** The prices of the user's open orders on this symbol, by side. */
  readonly own: ReadonlySignal<{ readonly BUY: readonly string[]; readonly SELL: readonly string[] }>;
  readonly onPrice: (price: string) => void;
  readonly signal: AbortSignal;
};

type Line = {
  readonly line: HTMLElement;
  readonly price: HTMLElement;
  readonly quantity: HTMLElement;
  readonly total: HTMLElement;
  readonly bar: HTMLElement;
  ticks: number | undefined;
  row: Row | undefined;
  /** The length of the row's bar, as it was last drawn. */
  share: string;
};

type Side = { readonly name: 'asks' | 'bids'; readonly list: HTMLElement; lines: Line[]; held: number[] | undefined };

/** Height of a row in px, the same as in the style sheet. */
const ROW_HEIGHT = 20;
const ROW_HEIGHT_OF_PHONE = 26;
const MAX_ROWS = 60;

/**
 * Shows the order book as two lists of rows, with the best prices in the middle. A click on a row, or Enter, passes its
 * price to `onPrice`. The whole list of rows is one tab stop, and the arrow keys move between rows. While the pointer
 * is over the list, prices do not move, so that a click hits the intended price. Quantities are still updated.
 */
export function mountLadder(root: HTMLElement, options: LadderOptions): void {
  const { market, layout, group, own, onPrice, signal } = options;
  const { priceDecimals } = market;
  const asks = createSide('asks', 'Asks');
  const bids = createSide('bids', 'Bids');
  const mid = element('div', '', 'mid');
  const last = element('strong', '', 'last');
  const spread = element('span', '', 'spread');
  const spreadLabel = element('span', '', 'spread-label');
  const spreadValue = element('span');
  spread.append(spreadLabel, spreadValue);
  mid.append(last, spread);
  const footer = element('p', '', 'sums');
  root.replaceChildren(asks.list, mid, bids.list, footer);
  let tabStop: Line | undefined;
  let hovered: Line | undefined;
  /** The price of the row that was under the pointer when a mouse button or a finger was pressed, in ticks. */
  let pressed: number | undefined;

  const draw = oncePerFrame(() => {
    const shown = [asks, bids].map((side) => fill(side));
    if (hovered) hold();
    const largest = Math.max(1e-12, ...shown.map((rows) => rows.at(-1)?.total ?? 0));
    for (const line of [...asks.lines, ...bids.lines]) {
      const share = line.row ? Math.min(1, line.row.total / largest).toFixed(2) : '0';
      if (share === line.share) continue;
      line.share = share;
      line.bar.style.transform = `scaleX(${share})`;
    }
    keepTabStop();
    drawMid();
    drawFooter(shown);
  }, signal);

  const resize = (): void => {
    const rowHeight = matchMedia('(max-width: 760px)').matches ? ROW_HEIGHT_OF_PHONE : ROW_HEIGHT;
    const free = root.clientHeight - mid.offsetHeight - footer.offsetHeight;
    const sides = layout.peek() === 'both' ? 2 : 1;
    const count = Math.max(1, Math.min(MAX_ROWS, Math.floor(free / rowHeight / sides)));
    for (const side of [asks, bids]) {
      const isShown = layout.peek() === 'both' || layout.peek() === side.name;
      side.list.hidden = !isShown;
      setCount(side, isShown ? count : 0);
    }
    draw();
  };

  const observer = new ResizeObserver(resize);
  observer.observe(root);
  const stops = [
    market.onBook(draw),
    market.onTrades(draw),
    effect(() => {
      layout.value;
      resize();
    }),
    effect(() => {
      group.value;
      release();
      draw();
    }),
    effect(() => {
      own.value;
      // The last price is updated by a timer, so it may change without an event of the book or of trades.
      market.lastPrice.value;
      draw();
    }),
  ];
  root.addEventListener(
    'pointerover',
    (event) => {
      if (event.pointerType !== 'mouse') return;
      hovered = lineOf(event.target);
      if (hovered) hold();
      draw();
    },
    { signal },
  );
  root.addEventListener(
    'pointerleave',
    () => {
      hovered = undefined;
      release();
      draw();
    },
    { signal },
  );
  // A touch screen has no hover. So prices stop moving when a finger touches the list, and move again after the tap or
  // the scroll.
  root.addEventListener(
    'pointerdown',
    ({ target, pointerType }) => {
      pressed = lineOf(target)?.ticks;
      if (pointerType !== 'mouse') hold();
    },
    { signal },
  );
  root.addEventListener('pointercancel', release, { signal });
  root.addEventListener(
    'click',
    ({ target, detail }) => {
      const line = lineOf(target);
      // A finger leaves the list before the browser reports its click, and the row may show another price by then. So
      // the price at the press counts. A click by a key has no press, and its `detail` is 0. In this case, the price
      // that the row shows now counts.
      if (line?.ticks) onPrice(priceOfTicks((detail && pressed) || line.ticks, priceDecimals));
      pressed = undefined;
      if (!hovered) release();
    },
    { signal },
  );
  root.addEventListener(
    'focusin',
    ({ target }) => {
      const line = lineOf(target);
      if (line) setTabStop(line);
    },
    { signal },
  );
  root.addEventListener('keydown', onKey, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    for (const stop of stops) stop();
    root.replaceChildren();
  });

  function createSide(name: Side['name'], label: string): Side {
    const list = element('div', '', `rows ${name}`);
    list.role = 'listbox';
    list.ariaLabel = label;
    return { name, list, lines: [], held: undefined };
  }

  function setCount(side: Side, count: number): void {
    while (side.lines.length > count) side.lines.pop()?.line.remove();
    while (side.lines.length < count) {
      const line = createLine();
      side.lines.push(line);
      // The list of asks ends with the best price. A new row is for a worse price, so it is inserted at the top.
      if (side.name === 'asks') side.list.prepend(line.line);
      else side.list.append(line.line);
    }
    if (side.held) side.held = undefined;
  }

  /** Fills one side, and returns its rows, best first. */
  function fill(side: Side): Row[] {
    const { name, lines, held } = side;
    const options = { side: name, decimals: priceDecimals, group: group.peek() };
    const rows = rowsOf(market.book, { ...options, count: lines.length });
    const shown = held ? rowsAt(market.book, held, options) : rows;
    const mine = new Set(own.peek()[name === 'asks' ? 'SELL' : 'BUY'].map((price) => groupOf(price, name)));
    lines.forEach((line, index) => {
      const ticks = held ? held[index] : rows[index]?.ticks;
      const row = shown[index];
      const isOwn = ticks !== undefined && mine.has(ticks);
      const isMoved = line.ticks !== ticks;
      line.ticks = ticks;
      line.row = row;
      mark(
        line,
        `level${ticks === undefined ? ' blank' : ''}${isOwn ? ' own' : ''}${line === hovered ? ' hovered' : ''}`,
      );
      if (ticks === undefined) return;
      if (isMoved) {
        const price = priceOfTicks(ticks, priceDecimals);
        line.line.dataset.exact = price;
        setText(line.price, grouped(price));
      }
      setText(line.quantity, row ? columnQuantity(row.quantity, market.quantityDecimals) : '—');
      setText(line.total, row ? columnQuantity(row.total, market.quantityDecimals) : '—');
    });
    return rows;
  }

  /**
   * Sets the class of a row, but only if it has changed. Rows are drawn in every frame, and each write of an attribute
   * takes time.
   */
  function mark(line: Line, className: string): void {
    if (line.line.className === className) return;
    line.line.className = className;
    line.line.ariaDisabled = String(className.includes('blank'));
    line.line.ariaDescription = className.includes('own') ? 'your order' : null;
  }

  function groupOf(price: string, name: Side['name']): number {
    const size = group.peek();
    const ticks = ticksOfPrice(price, priceDecimals) / size;
    return (name === 'asks' ? Math.ceil(ticks) : Math.floor(ticks)) * size;
  }

  function hold(): void {
    for (const side of [asks, bids]) {
      const ticks = side.lines.flatMap((line) => line.ticks ?? []);
      // While the book of a new symbol is loaded, all rows are blank. Such rows are not held, or they would stay blank
      // after the book is loaded.
      if (ticks[0]) side.held ??= ticks;
    }
    root.classList.add('held');
  }

  function release(): void {
    for (const side of [asks, bids]) side.held = undefined;
    root.classList.remove('held');
  }

  function drawMid(): void {
    const price = market.lastPrice.peek();
    const { spread: distance, mid: middle } = market.book;
    last.dataset.direction = market.direction.peek();
    setText(last, price === undefined ? '—' : priceText(price, priceDecimals));
    const share = distance && middle && Number(middle) > 0 ? (10_000 * Number(distance)) / Number(middle) : undefined;
    setText(spreadLabel, share === undefined ? '' : 'spread ');
    setText(
      spreadValue,
      share === undefined ? '' : `${priceText(distance, priceDecimals)} · ${share.toFixed(share < 1 ? 2 : 1)} bp`,
    );
  }

  function drawFooter([askRows = [], bidRows = []]: Row[][]): void {
    const row = hovered?.row;
    if (row && hovered?.ticks !== undefined) {
      const best = (asks.lines.includes(hovered) ? askRows : bidRows)[0]?.ticks ?? hovered.ticks;
      const away = best === 0 ? 0 : (100 * Math.abs(hovered.ticks - best)) / best;
      const average = priceText((row.cost / row.total).toFixed(8), priceDecimals);
      setText(
        footer,
        `Σ ${compact(row.total)} ${market.base} · ${compact(row.cost)} ${market.quote} · avg ${average} · ${away.toFixed(2)}% away`,
      );
      footer.dataset.kind = 'sum';
      return;
    }
    const [sold, bought] = [askRows.at(-1)?.total ?? 0, bidRows.at(-1)?.total ?? 0];
    const share = sold + bought > 0 ? Math.round((100 * bought) / (sold + bought)) : 50;
    footer.dataset.kind = 'balance';
    footer.style.setProperty('--bids', `${share}%`);
    setText(footer, layout.peek() === 'both' ? `Bids ${share}% · ${100 - share}% asks` : ' ');
  }

  /** Returns the rows that show a level, from the highest price to the lowest. */
  function shownLines(): Line[] {
    return [...[...asks.lines].reverse(), ...bids.lines].filter(({ ticks }) => ticks !== undefined);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const line = lineOf(event.target);
    if (!line) return;
    const lines = shownLines();
    const index = lines.indexOf(line);
    if (event.key === 'Enter' || event.key === ' ') line.line.click();
    else if (event.key === 'ArrowUp') lines[Math.max(0, index - 1)]?.line.focus();
    else if (event.key === 'ArrowDown') lines[Math.min(lines.length - 1, index + 1)]?.line.focus();
    else if (event.key === 'Home') lines[0]?.line.focus();
    else if (event.key === 'End') lines.at(-1)?.line.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function setTabStop(line: Line): void {
    if (tabStop) tabStop.line.tabIndex = -1;
    line.line.tabIndex = 0;
    tabStop = line;
  }

  function keepTabStop(): void {
    if (tabStop?.ticks !== undefined && tabStop.line.isConnected) return;
    const line = bids.lines.find(({ ticks }) => ticks !== undefined) ?? shownLines()[0];
    if (line) setTabStop(line);
  }

  function lineOf(target: EventTarget | null): Line | undefined {
    const found = target instanceof Element ? target.closest('.level') : null;
    return found ? [...asks.lines, ...bids.lines].find(({ line }) => line === found) : undefined;
  }
}

function createLine(): Line {
  const line = element('div', '', 'level blank');
  line.role = 'option';
  line.ariaSelected = 'false';
  line.tabIndex = -1;
  const made = {
    line,
    bar: element('i', '', 'bar'),
    price: element('span', '', 'price'),
    quantity: element('span', '', 'quantity'),
    total: element('span', '', 'total'),
    ticks: undefined,
    row: undefined,
    share: '0',
  };
  line.append(made.bar, made.price, ' ', made.quantity, ' ', made.total);
  return made;
}
