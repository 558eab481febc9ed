/** What every frame of a combined connection starts with; the stream's name follows. */
export const HEAD = '{"stream":"';
/** What stands between the stream's name and the data. */
export const NAME_END = '","data":';
