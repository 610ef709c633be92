/** Of tool lists as JSON; as the child counts them. */
const BYTES_A_TOKEN = 4.2;

const encoder = new TextEncoder();

/** About how many tokens a value costs a model, as JSON. */
export function tokensOf(value: unknown): number {
  return Math.ceil(encoder.encode(JSON.stringify(value)).length / BYTES_A_TOKEN);
}
