import type { OrderProblem } from '../errors/index.js';
import { nearestLegal } from './nearest-legal.js';
import type { NumberLimit, NumberParam } from './number-rule.js';

/** Describes each limit that a number breaks, and adds the nearest values that satisfy all rules. */
export function numberProblems(
  { param, text, value, rules }: NumberParam,
  scale: number,
  symbol: string,
): OrderProblem[] {
  const fix = nearestLegal(value, rules, scale);
  const problems: OrderProblem[] = [];
  for (const { filter, min, max, step } of rules) {
    const addProblem = (limit: NumberLimit, verb: string): void => {
      const words = [param, text, limit.verb ?? verb, filter === 'PARAMETERS' ? '' : filter, limit.name, limit.text];
      const message = `${words.filter(Boolean).join(' ')} for ${symbol}`;
      problems.push({ filter, param, value: text, limit: limit.text, message, ...(fix && { fix }) });
    };
    if (min && value < min.value) addProblem(min, 'is below');
    if (max && value > max.value) addProblem(max, 'is above');
    if (step && value % step.value !== 0n) addProblem(step, 'is not a multiple of');
  }
  return problems;
}
