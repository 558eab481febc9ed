// This is a module of its own, so that the bundler puts nothing but this function into the chunk that is loaded later.
export { wsApi } from '@pkg/streams';
