import { z } from 'zod';

/** An http or https address. Addresses are stored and shown in clear, so one with a user and password in it is refused. */
export const webAddressSchema = z
  .url({ protocol: /^https?$/, error: 'an http or https address was expected' })
  .max(4_000)
  .refine((address) => !holdsCredentials(address), {
    error: 'an address without user and password was expected, for it is stored and shown in clear: give them as auth of type basic, or hand a guarded document in as openapiData',
  });

function holdsCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}
