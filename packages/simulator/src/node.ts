export { readRecordingFile } from './faces/recording-file.node.js';
export { type Served, type ServeOptions, serve } from './faces/server.node.js';
