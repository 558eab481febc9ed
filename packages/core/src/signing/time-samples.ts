/** One request for the time of the exchange. */
export type Sample = {
  /** The time of the exchange minus the monotonic clock, if the way there took as long as the way back, in ms. */
  readonly offset: number;
  /** In ms. */
  readonly roundTrip: number;
};

/** Servers of one exchange may differ by this much, in ms. */
const tolerance = 1000;

/**
 * The sample with the shortest round trip among those that the most others confirm. A single wrong one, such as an answer
 * that a proxy kept, is not used although it came fastest. Undefined if no sample confirms another.
 */
export function bestSample(samples: readonly Sample[]): Sample | undefined {
  const confirmations = (sample: Sample): number => samples.filter((other) => confirm(sample, other)).length;
  const most = Math.max(...samples.map(confirmations));
  // Each sample confirms itself.
  if (most < 2 && samples.length > 1) return undefined;
  return samples
    .filter((sample) => confirmations(sample) === most)
    .reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best));
}

/** Whether two samples can come from one clock: each is wrong by at most half its round trip. */
function confirm(a: Sample, b: Sample): boolean {
  return Math.abs(a.offset - b.offset) <= (a.roundTrip + b.roundTrip) / 2 + tolerance;
}
