/**
 * Text from the network for which the secrets are not known, such as the reason of a closed socket. Replaces the query of URLs
 * and everything as long as a key or a signature by `***`, and cuts the text to 200 characters.
 */
export function redactReason(text: string): string {
  return text
    .slice(0, 200)
    .replace(/\?[^\s"'<>]+/g, '?***')
    .replace(/[\w+/=%&#;\\-]{32,}/g, '***');
}
