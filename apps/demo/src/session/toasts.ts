import { signal } from '@preact/signals';

export type Toast = {
  readonly id: number;
  readonly tone: 'buy' | 'sell' | 'info' | 'warn' | 'error';
  readonly title: string;
  readonly text: string;
  /** Whether the message is about an event that was missed and reconstructed from queries. */
  readonly isRecovered?: boolean | undefined;
};

const MOST = 4;
const LIFE = 9_000;
const LIFE_OF_ERROR = 20_000;

/** The messages that the page shows for a few seconds, newest last. Error messages stay longer. */
export class Toasts {
  readonly list = signal<readonly Toast[]>([]);
  #lastId = 0;

  show(tone: Toast['tone'], title: string, text = '', isRecovered = false): void {
    const toast: Toast = {
      id: ++this.#lastId,
      tone,
      title: title.slice(0, 200),
      text: text.slice(0, 400),
      isRecovered,
    };
    const list = [...this.list.value, toast];
    // Other messages, such as those of many fills, do not displace an error.
    const displaced = list.findIndex((each) => each !== toast && each.tone !== 'error');
    if (list.length > MOST) list.splice(Math.max(0, displaced), 1);
    this.list.value = list;
    setTimeout(() => this.dismiss(toast.id), tone === 'error' || isRecovered ? LIFE_OF_ERROR : LIFE);
  }

  dismiss(id: number): void {
    this.list.value = this.list.value.filter((toast) => toast.id !== id);
  }
}
