import { type DepthCache, DepthCacheManager } from '@pkg/streams';
import { element, oncePerFrame } from '../dom.js';
import type { Session } from '../session/index.js';
import { chartColors, onThemeChange } from './chart-colors.js';

export type WallCount = { readonly live: number; readonly all: number; readonly hovered: string };

export type WallOptions = {
  readonly session: Session;
  readonly onCount: (count: WallCount) => void;
  readonly onPick: (symbol: string) => void;
  readonly signal: AbortSignal;
};

const MOST = 1500;
const LEVELS = 5;
const GAP = 1;
const COUNT_INTERVAL = 250;

/**
 * Draws one cell for each symbol, from an order book of the best five levels. The cell is filled from below if the bids
 * have a larger quantity than the asks, and otherwise from above. The cell is grey if the book is not live. Books of
 * five levels need no snapshot, so they use no request weight. Arrow keys move between cells. Enter or a click opens
 * the symbol.
 */
export function mountWall(root: HTMLElement, { session, onCount, onPick, signal }: WallOptions): void {
  const { client, manager } = session;
  if (!client || !manager) return;
  const all = [...session.symbols.peek().keys()];
  // The symbols that the simulated exchange adds for this view come first. Their names are `S` and a number.
  const symbols = all.sort((one, other) => Number(/^S\d/.test(other)) - Number(/^S\d/.test(one))).slice(0, MOST);
  const canvas = element('canvas');
  canvas.tabIndex = 0;
  canvas.role = 'application';
  canvas.ariaLabel = 'Wall of books. Arrow keys move, Enter opens.';
  root.replaceChildren(canvas);
  const context = canvas.getContext('2d');
  const changed = new Set<number>();
  const indexes = new Map(symbols.map((symbol, index) => [symbol, index]));
  const books = new DepthCacheManager(
    client,
    symbols,
    ({ symbol }) => {
      changed.add(indexes.get(symbol) ?? 0);
      draw();
    },
    { sockets: manager, levels: LEVELS, speed: 1000 },
  );
  const caches = symbols.map((symbol) => books.getDepthCache(symbol));
  let columns = 1;
  let cell = 10;
  let selected = -1;
  let colors = chartColors();

  const draw = oncePerFrame(() => {
    for (const index of changed) drawCell(index);
    changed.clear();
  }, signal);

  const drawAll = (): void => {
    for (const index of symbols.keys()) changed.add(index);
    draw();
  };

  function drawCell(index: number): void {
    const book = caches[index];
    if (!context || !book) return;
    const [x, y] = [(index % columns) * cell, Math.floor(index / columns) * cell];
    const size = cell - GAP;
    context.clearRect(x, y, cell, cell);
    const imbalance = book.status === 'live' ? book.imbalance(LEVELS) : 0;
    context.globalAlpha = 0.25;
    context.fillStyle = book.status !== 'live' ? colors.text : imbalance >= 0 ? colors.up : colors.down;
    context.fillRect(x, y, size, size);
    context.globalAlpha = 1;
    const height = Math.ceil(size * Math.min(1, Math.abs(imbalance)));
    if (height > 0) context.fillRect(x, imbalance >= 0 ? y + size - height : y, size, height);
    if (index !== selected) return;
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, cell - GAP - 2, cell - GAP - 2);
  }

  const resize = (): void => {
    const { clientWidth: width, clientHeight: height } = root;
    if (width === 0 || height === 0) return;
    cell = Math.max(6, Math.floor(Math.sqrt((width * height) / symbols.length)));
    while (cell > 6 && Math.floor(width / cell) * Math.floor(height / cell) < symbols.length) cell -= 1;
    columns = Math.max(1, Math.floor(width / cell));
    const scale = devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = Math.ceil(symbols.length / columns) * cell * scale;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${canvas.height / scale}px`;
    context?.scale(scale, scale);
    drawAll();
  };

  const select = (index: number): void => {
    const before = selected;
    selected = index;
    for (const each of [before, index]) if (each >= 0) changed.add(each);
    draw();
  };
  const indexAt = ({ offsetX, offsetY }: MouseEvent): number => {
    const index = Math.floor(offsetY / cell) * columns + Math.floor(offsetX / cell);
    return index < symbols.length ? index : -1;
  };
  canvas.addEventListener('pointermove', (event) => select(indexAt(event)), { signal });
  canvas.addEventListener('pointerleave', () => select(-1), { signal });
  canvas.addEventListener('click', (event) => pick(indexAt(event)), { signal });
  canvas.addEventListener(
    'keydown',
    (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (step !== undefined) select(Math.max(0, Math.min(symbols.length - 1, selected + step)));
      else if (event.key === 'Enter') pick(selected);
      else return;
      event.preventDefault();
    },
    { signal },
  );

  function pick(index: number): void {
    const symbol = symbols[index];
    if (symbol) onPick(symbol);
  }

  const timer = setInterval(() => {
    const live = caches.filter(({ status }: DepthCache) => status === 'live').length;
    const hovered = symbols[selected];
    const book = caches[selected];
    onCount({
      live,
      all: symbols.length,
      hovered: hovered ? `${hovered} ${book?.bestBid?.[0] ?? '—'} / ${book?.bestAsk?.[0] ?? '—'}` : '',
    });
  }, COUNT_INTERVAL);
  const observer = new ResizeObserver(resize);
  observer.observe(root);
  onThemeChange(() => {
    colors = chartColors();
    drawAll();
  }, signal);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    observer.disconnect();
    void books.close();
    root.replaceChildren();
  });
}
