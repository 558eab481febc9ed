import { effect, type ReadonlySignal } from '@preact/signals';
import type { IChartApi, ISeriesApi, Time } from 'lightweight-charts';
import { element, setText } from '../dom.js';
import { priceText, quantityText, toDecimals } from '../format.js';
import { moveBySteps } from '../order/move-by-steps.js';
import type { Market } from '../session/index.js';

/** An open order as the chart shows it. */
export type ChartOrder = {
  readonly orderId: number;
  readonly side: string;
  readonly price: string;
  /** The quantity that is not filled yet. */
  readonly quantity: string;
  /** Whether the user can change the price of the order by dragging. */
  readonly canMove: boolean;
};

export type OrderLinesOptions = {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick', Time>;
  readonly market: Market;
  readonly orders: ReadonlySignal<readonly ChartOrder[]>;
  readonly onMove: (orderId: number, price: string) => void;
  readonly signal: AbortSignal;
};

type Line = {
  readonly box: HTMLElement;
  readonly label: HTMLElement;
  order: ChartOrder;
  dragged: string | undefined;
  /** The id of the pointer that drags the line. */
  pointer: number | undefined;
  /** Where this pointer was when the drag began, as the distance from the top of the window, in px. */
  from: number;
};

/** If the pointer is less than this far from where it was at first, in px, the order keeps its price. */
const SLOP = 4;

/**
 * Draws one horizontal line over the chart for each open order. The user can drag the label of a line to another price,
 * or move it with the arrow keys. Enter confirms the new price, and Escape discards it.
 */
export function mountOrderLines(root: HTMLElement, options: OrderLinesOptions): void {
  const { chart, series, market, orders, onMove, signal } = options;
  const layer = element('div', '', 'order-lines');
  root.append(layer);
  const lines = new Map<number, Line>();

  const place = (): void => {
    for (const line of lines.values()) {
      const y = series.priceToCoordinate(Number(line.dragged ?? line.order.price));
      const isVisible = y !== null && y >= 0 && y <= root.clientHeight - chart.timeScale().height();
      line.box.hidden = !isVisible;
      if (isVisible) line.box.style.transform = `translateY(${Math.round(y)}px)`;
    }
  };

  const show = (line: Line): void => {
    const { side, quantity, price } = line.order;
    const at = priceText(line.dragged ?? price, market.priceDecimals);
    const verb = side === 'BUY' ? 'Buy' : 'Sell';
    setText(line.label, `${line.dragged ? '⇕ ' : ''}${verb} ${quantityText(quantity)} @ ${at}`);
    line.box.dataset.side = side;
    line.box.classList.toggle('dragged', line.dragged !== undefined);
    line.label.ariaLabel = `${verb} order at ${at}. Arrow keys change the price, Enter confirms.`;
    place();
  };

  const finish = (line: Line, isConfirmed: boolean): void => {
    const { dragged, order } = line;
    line.dragged = undefined;
    line.pointer = undefined;
    show(line);
    if (isConfirmed && dragged !== undefined && dragged !== toDecimals(order.price, market.priceDecimals)) {
      onMove(order.orderId, dragged);
    }
  };

  function create(order: ChartOrder): Line {
    const box = element('div', '', 'order-line');
    const label = element('button', '', 'order-label');
    label.type = 'button';
    label.disabled = !order.canMove;
    box.append(label);
    layer.append(box);
    const line: Line = { box, label, order, dragged: undefined, pointer: undefined, from: 0 };
    label.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || line.pointer !== undefined) return;
      label.setPointerCapture(event.pointerId);
      line.pointer = event.pointerId;
      line.from = event.clientY;
      line.dragged = toDecimals(line.order.price, market.priceDecimals);
      show(line);
      event.preventDefault();
      label.focus();
    });
    label.addEventListener('pointermove', (event) => {
      if (line.pointer !== event.pointerId) return;
      const { clientY } = event;
      const price =
        Math.abs(clientY - line.from) < SLOP
          ? Number(line.order.price)
          : series.coordinateToPrice(clientY - root.getBoundingClientRect().top);
      if (price === null || !(price > 0)) return;
      line.dragged = moveBySteps('0', market.tickSize, Math.round(price / Number(market.tickSize)));
      show(line);
    });
    label.addEventListener('pointerup', (event) => {
      if (line.pointer === event.pointerId) finish(line, true);
    });
    label.addEventListener('lostpointercapture', (event) => line.pointer === event.pointerId && finish(line, false));
    label.addEventListener('keydown', (event) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 100, PageDown: -100 }[event.key];
      if (steps !== undefined) {
        line.dragged = moveBySteps(line.dragged ?? line.order.price, market.tickSize, steps);
        show(line);
      } else if (event.key === 'Enter' && line.dragged !== undefined) finish(line, true);
      else if (event.key === 'Escape' && line.dragged !== undefined) finish(line, false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    label.addEventListener('blur', () => line.dragged !== undefined && finish(line, false));
    return line;
  }

  // The chart does not report changes of its price scale. So the lines are positioned anew in every animation frame.
  let frame = 0;
  function follow(): void {
    if (lines.size === 0) return;
    place();
    frame = requestAnimationFrame(follow);
  }

  const stopOrders = effect(() => {
    const shown = new Map(orders.value.map((order) => [order.orderId, order]));
    for (const [id, line] of lines) {
      if (shown.has(id)) continue;
      line.box.remove();
      lines.delete(id);
    }
    for (const [id, order] of shown) {
      const line = lines.get(id) ?? create(order);
      line.order = order;
      lines.set(id, line);
      show(line);
    }
    cancelAnimationFrame(frame);
    follow();
  });
  signal.addEventListener('abort', () => {
    stopOrders();
    cancelAnimationFrame(frame);
    layer.remove();
  });
}
