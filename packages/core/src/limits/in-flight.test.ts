import { describe, expect, it } from 'vitest';
import { CallsInFlight } from './in-flight.js';
import { TIME_RANK } from './priority.js';

const read = 3;

describe('CallsInFlight', () => {
  it('has room for one request for the time while it probes, whatever came before', () => {
    const calls = new CallsInFlight<string>();
    calls.remove(calls.add('time before', TIME_RANK, 0), TIME_RANK);
    calls.probe();
    calls.add('probe', read, 0);
    // After `probe`, only one call at a time is allowed. This call may need the server time first, so one request for
    // the server time is allowed as well.
    expect(calls.hasRoomFor(TIME_RANK, 0)).toBe(true);
    expect(calls.hasRoomFor(read, 0)).toBe(false);
    const time = calls.add('time', TIME_RANK, 0);
    expect(calls.hasRoomFor(TIME_RANK, 0)).toBe(false);
    calls.remove(time, TIME_RANK);
    expect(calls.hasRoomFor(TIME_RANK, 0)).toBe(true);
  });

  it('removes a call once', () => {
    const calls = new CallsInFlight<string>();
    const time = calls.add('time', TIME_RANK, 0);
    expect([calls.remove(time, TIME_RANK), calls.remove(time, TIME_RANK)]).toEqual([true, false]);
  });

  it('starts with one call, and has room for one more with each success', () => {
    const calls = new CallsInFlight<string>();
    calls.add('first', read, 0);
    expect(calls.hasRoomFor(read, 0)).toBe(false);
    calls.grow();
    expect(calls.hasRoomFor(read, 0)).toBe(true);
    calls.add('second', read, 0);
    expect(calls.hasRoomFor(read, 0)).toBe(false);
  });

  it('waited 0 ms again and again for a call that was overdue by its due time, but not by its age', () => {
    const calls = new CallsInFlight<string>();
    calls.add('first', read, 14_498.611518601467);
    // The call began at 14,498.61…, so it is overdue at 17,498.61…. Because of rounding, the difference of these two
    // times is less than 3,000. The call must count as overdue nevertheless.
    expect(17_498.611518601465 - 14_498.611518601467).toBeLessThan(3_000);
    expect(calls.nextOverdue(17_498.611518601465)).toBe(Infinity);
    expect(calls.hasRoomFor(read, 17_498.611518601465)).toBe(true);
  });

  it('has room again when the calls in flight are overdue', () => {
    const calls = new CallsInFlight<string>();
    calls.grow();
    calls.add('first', read, 0);
    calls.add('second', read, 1_000);
    expect([calls.hasRoomFor(read, 2_999), calls.nextOverdue(2_999)]).toEqual([false, 1]);
    expect([calls.hasRoomFor(read, 3_000), calls.nextOverdue(3_000)]).toEqual([true, 1_000]);
    calls.add('third', read, 3_000);
    expect(calls.hasRoomFor(read, 3_999)).toBe(false);
    expect([calls.hasRoomFor(read, 4_000), calls.nextOverdue(4_000)]).toEqual([true, 2_000]);
    calls.probe();
    expect(calls.hasRoomFor(read, 5_999)).toBe(false);
    expect([calls.hasRoomFor(read, 6_000), calls.nextOverdue(6_000)]).toEqual([true, Infinity]);
  });

  it('error: set timers without end when a fraction of a millisecond is left until a call is overdue', () => {
    const calls = new CallsInFlight<string>();
    calls.add('call', read, 0.1);
    expect(calls.nextOverdue(3_000.099_999_999_999_5)).toBe(1);
  });

  it('finds an overdue call behind a newer one', () => {
    const calls = new CallsInFlight<string>();
    calls.grow();
    const first = calls.add('first', read, 0);
    calls.add('second', read, 0);
    calls.add('third', read, 2_000);
    // When a call is removed from the list, the last call of the list takes the place of the removed one. So the third
    // call is now before the second, which becomes overdue earlier.
    calls.remove(first, read);
    expect([calls.hasRoomFor(read, 2_999), calls.nextOverdue(2_999)]).toEqual([false, 1]);
    expect([calls.hasRoomFor(read, 3_000), calls.nextOverdue(3_000)]).toEqual([true, 2_000]);
  });

  it('takes a request for lost after 20 seconds', () => {
    const calls = new CallsInFlight<string>();
    calls.add('old', read, 0);
    calls.add('new', read, 10_000);
    expect(calls.lost(20_000)).toEqual([]);
    expect(calls.lost(20_001)).toEqual(['old']);
  });
});
