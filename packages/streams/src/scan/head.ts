/** What every frame of a combined connection starts with; the stream's name and a quote follow. */
export const HEAD = '{"stream":"';
