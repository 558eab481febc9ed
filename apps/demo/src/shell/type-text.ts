/** Formats the type of an order: `STOP_LOSS_LIMIT` as `Stop loss limit`. */
export function typeText(type: string): string {
  const text = type.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
