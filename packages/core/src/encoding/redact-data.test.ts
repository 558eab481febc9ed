import { describe, expect, it } from 'vitest';
import { redactor } from './redact.js';
import { redactData } from './redact-data.js';

const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const redact = redactor([{ text: key }]);

describe('redactData', () => {
  it('redacts texts and names at every level, and keeps everything else', () => {
    const data = { code: -1022, msg: `no ${key}`, data: [{ [key]: 1, none: null, sure: true }] };
    expect(redactData(data, redact)).toEqual({
      code: -1022,
      msg: 'no ***',
      data: [{ '***': 1, none: null, sure: true }],
    });
  });

  it('takes a reply that is deep or long', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(JSON.stringify(redactData(deep, redact)).length).toBeLessThan(100);
    const long = { msg: 'x'.repeat(1_000_000), list: Array.from({ length: 100_000 }, () => key) };
    expect(JSON.stringify(redactData(long, redact)).length).toBeLessThan(20_000);
  });
});
