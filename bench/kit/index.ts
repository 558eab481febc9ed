export { type Contender, type Figure, interleave, median, type Round } from './interleave.js';
export { machine } from './machine.js';
export { claim, print } from './print.js';
export { type Chart, type Results, save } from './save.js';
