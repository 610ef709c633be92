/** Labels as they are typed: `zone=eu, disk=ssd`. */
export function labelsText(labels: Record<string, string> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** The labels that a text names. One without a value keeps its name, for the API to say what is missing. */
export function labelsOf(text: string): Record<string, string> {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return Object.fromEntries(parts.map((part) => [part.split('=', 1)[0]?.trim() ?? '', part.includes('=') ? part.slice(part.indexOf('=') + 1).trim() : '']));
}
