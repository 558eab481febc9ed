export { Seam } from './seam.js';
export { Silence } from './silence.js';
