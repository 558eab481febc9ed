import { describe, expect, it } from 'vitest';
import { filledText, quantityAbove, quantityWorth, restingPrice } from '../../apps/demo/src/order/amounts.js';

describe('restingPrice', () => {
  it.each([
    ['60000.00', '0.01', -400, '57600.00'],
    ['60000.00', '0.01', 8, '60048.00'],
    // One basis point of this price is less than one tick, so the price moves by one tick.
    ['0.05120', '0.00001', -1, '0.05119'],
    // The distance is 100.5 ticks, calculated exactly. In floating point, 1.005 / 0.01 is 100.49999999999999.
    ['100.50', '0.01', 100, '101.51'],
    ['9007199254740993.00000001', '0.00000001', -1, '9006298534815518.90070001'],
  ])('%s in ticks of %s, %i basis points away, is %s', (from, tick, distance, expected) => {
    expect(restingPrice(from, tick, distance)).toBe(expected);
  });
});

describe('quantityWorth', () => {
  it.each([
    ['5', 5, '62000', '0.00001', '0.00041'],
    // 25 / 0.05 is 500, which is a multiple of the step. In floating point, 500 % 0.1 would not be 0.
    ['5', 5, '0.05', '0.1', '500.0'],
    ['5', 5, '0.3', '1', '84'],
    ['10', 1, '3', '0.00000001', '3.33333334'],
  ])('%s × %i at %s in steps of %s is %s', (value, times, price, step, expected) => {
    expect(quantityWorth(value, times, price, step)).toBe(expected);
  });
});

describe('quantityAbove', () => {
  it('sums exactly, and is at least one step', () => {
    expect(quantityAbove(['0.1', '0.2'], '0.1')).toBe('0.3');
    expect(quantityAbove(['1234567890.12345678', '0.00000001'], '0.00000001')).toBe('1234567890.12345679');
    expect(quantityAbove([], '0.001')).toBe('0.001');
  });
});

describe('filledText', () => {
  it.each([
    ['0', '1', '0%'],
    ['0.5', '1.00000000', '0.5 (50%)'],
    ['0.99999999', '1', '0.99999999 (99%)'],
    ['0.001', '1', '0.001 (<1%)'],
    ['1.00000000', '1', '1 (100%)'],
    ['NaN', '1', '—'],
    ['1', '0', '—'],
  ])('of %s of %s is %s', (executed, all, expected) => expect(filledText(executed, all)).toBe(expected));
});
