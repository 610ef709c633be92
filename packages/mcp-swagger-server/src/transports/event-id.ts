/** Where an event stands: its stream within the session, and its place in the stream; 0 is the event that primes it. */
export interface EventPlace {
  stream: number;
  number: number;
}

/** The id of an event; unique in its session and names its stream (MCP 2025-11-25, Transports, Resumability and Redelivery). */
export function eventId({ stream, number }: EventPlace): string {
  return `${stream}-${number}`;
}

/** Reads an id that we gave; undefined when it is none of ours. */
export function eventPlace(id: string): EventPlace | undefined {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(id);
  return match === null ? undefined : { stream: Number(match[1]), number: Number(match[2]) };
}
