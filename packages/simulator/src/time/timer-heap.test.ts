import { expect, it } from 'vitest';
import { Dice } from '../../../../tests/support/dice.js';
import { TimerHeap, type TimerTask } from './timer-heap.js';

/** Removes all timers from a heap, the earliest first. */
function drain(heap: TimerHeap): number[] {
  const dues: number[] = [];
  for (let task = heap.peek(); task; task = heap.peek()) {
    dues.push(task.due);
    heap.remove(task);
  }
  return dues;
}

it('keeps its order when the timer that replaces a removed one is due before its new parent', () => {
  const heap = new TimerHeap();
  // The root of the heap's tree is 1, with 10 and 2 below it. 11 and 12 are below 10, and 3 and 4 are below 2. When 11
  // is removed, the last timer, 4, takes the place below 10, and must move up.
  const tasks = [1, 10, 2, 11, 12, 3, 4].map((due) => heap.add(due, () => {}));
  heap.remove(tasks[3]!);
  expect(drain(heap)).toEqual([1, 2, 3, 4, 10, 12]);
});

it('keeps its order when the timer that replaces a removed one is due after its new children', () => {
  const heap = new TimerHeap();
  const tasks = [1, 2, 3, 4, 5, 6, 7].map((due) => heap.add(due, () => {}));
  heap.remove(tasks[1]!);
  expect(drain(heap)).toEqual([1, 3, 4, 5, 6, 7]);
});

it('removes a timer once', () => {
  const heap = new TimerHeap();
  const [one, two] = [heap.add(1, () => {}), heap.add(2, () => {})];
  heap.remove(one);
  heap.remove(one);
  expect(heap.size).toBe(1);
  expect(heap.peek()).toBe(two);
});

it('equals a sorted list over random additions and removals', () => {
  const dice = new Dice(11);
  for (let round = 0; round < 100; round += 1) {
    const heap = new TimerHeap();
    let model: TimerTask[] = [];
    for (let step = 0; step < 60; step += 1) {
      if (model.length === 0 || dice.chance(0.6)) {
        model.push(heap.add(dice.below(30), () => {}));
      } else {
        const task = dice.pick(model);
        heap.remove(task);
        model = model.filter((each) => each !== task);
      }
      expect(heap.size).toBe(model.length);
      const [first] = [...model].sort((one, other) => one.due - other.due || one.sequence - other.sequence);
      expect(heap.peek()).toBe(first);
    }
  }
});
