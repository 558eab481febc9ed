/** The longest delay that a timer of a JavaScript runtime accepts, in ms. With a longer one, it fires too early. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;
