/** Replaces the query of every URL by `***`. */
export function hideQueries(text: string): string {
  return text.replace(/\?[^\s"'<>\\]+/g, '?***');
}
