// A module of its own, so that the bundler puts only this into the chunk that is loaded later.
export { wsApi } from '@pkg/streams';
