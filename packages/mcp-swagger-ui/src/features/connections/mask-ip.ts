/** An address that tells the network and not the machine: the last part of IPv4, all but the first two of IPv6 are hidden. */
export function maskIp(address: string | null): string | null {
  if (address === null) return null;
  if (!address.includes(':')) return address.replace(/\.\d+$/, '.•');
  const mapped = /^::ffff:(\d+\.\d+\.\d+)\.\d+$/i.exec(address)?.[1];
  if (mapped !== undefined) return `${mapped}.•`;
  return `${address.split(':').slice(0, 2).join(':')}:•`;
}
