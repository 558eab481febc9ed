export { type Served, type ServeOptions, serve } from './server/server.node.js';
export { readRecordingFile } from './sources/recording/recording-file.node.js';
