export { halfOpenInBrowser, hiddenTab, interleavings } from '../../streams/scenarios.js';
