/** A text without its percent-encoding (RFC 3986, section 2.1). What is no percent-encoding, such as a lone `%`, is what it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
