export type TimerTask = {
  due: number;
  readonly sequence: number;
  readonly callback: () => void;
  /** Position in the heap; -1 if the timer was removed. */
  index: number;
};

/**
 * Timers sorted by the time at which they are due. Of timers due at the same time, the one that was set first comes
 * first.
 */
export class TimerHeap {
  readonly #tasks: TimerTask[] = [];
  #sequence = 0;

  get size(): number {
    return this.#tasks.length;
  }

  peek(): TimerTask | undefined {
    return this.#tasks[0];
  }

  add(due: number, callback: () => void): TimerTask {
    const task: TimerTask = { due, sequence: this.#sequence++, callback, index: this.#tasks.length };
    this.#tasks.push(task);
    this.#up(task);
    return task;
  }

  /** Moves the due times of all timers by `ms`. */
  shift(ms: number): void {
    for (const task of this.#tasks) task.due += ms;
  }

  remove(task: TimerTask): void {
    const { index } = task;
    if (index < 0 || this.#tasks[index] !== task) return;
    const last = this.#tasks.pop() as TimerTask;
    task.index = -1;
    if (last === task) return;
    this.#place(last, index);
    this.#up(last);
    this.#down(last);
  }

  #up(task: TimerTask): void {
    while (task.index > 0) {
      const parentIndex = (task.index - 1) >> 1;
      const parent = this.#tasks[parentIndex] as TimerTask;
      if (before(parent, task)) return;
      this.#place(parent, task.index);
      this.#place(task, parentIndex);
    }
  }

  #down(task: TimerTask): void {
    for (;;) {
      const left = this.#tasks[task.index * 2 + 1];
      const right = this.#tasks[task.index * 2 + 2];
      const child = right && left && before(right, left) ? right : left;
      if (!child || before(task, child)) return;
      const { index } = task;
      this.#place(task, child.index);
      this.#place(child, index);
    }
  }

  #place(task: TimerTask, index: number): void {
    this.#tasks[index] = task;
    task.index = index;
  }
}

const before = (a: TimerTask, b: TimerTask): boolean => a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
