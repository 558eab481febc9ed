/** Replaces the query of every URL with `***`. */
export function hideQueries(text: string): string {
  return text.replace(/\?[^\s"'<>\\]+/g, '?***');
}
