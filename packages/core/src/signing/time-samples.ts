/** The result of one request for the exchange's time. */
export type Sample = {
  /** The exchange's time minus the monotonic clock, in ms. This assumes that the request took as long as the reply. */
  readonly offset: number;
  /** The time from the request to the reply, in ms. */
  readonly roundTrip: number;
};

/** How much the clocks of two servers of one exchange may differ, in ms. */
const tolerance = 1000;

/**
 * Returns the sample with which the most samples agree. Among several such samples, returns the one with the shortest
 * round trip. A single wrong sample, such as an answer from the cache of a proxy, is therefore not used even if it was
 * the fastest. Returns undefined if no two samples agree.
 */
export function bestSample(samples: readonly Sample[]): Sample | undefined {
  const confirmations = (sample: Sample): number => samples.filter((other) => confirm(sample, other)).length;
  const most = Math.max(...samples.map(confirmations));
  // A sample always agrees with itself, so a count of one means that no other sample agrees.
  if (most < 2) return undefined;
  return samples
    .filter((sample) => confirmations(sample) === most)
    .reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best));
}

/**
 * Whether two samples agree: their offsets differ by no more than the errors of both and `tolerance`. The offset of a
 * sample is wrong by at most half of its round trip.
 */
function confirm(a: Sample, b: Sample): boolean {
  return Math.abs(a.offset - b.offset) <= (a.roundTrip + b.roundTrip) / 2 + tolerance;
}
