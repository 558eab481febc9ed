export { runLibrary } from '../../support/library-run.js';
