import { open } from 'node:fs/promises';

/** What is in a file, read at once: in pieces, as Node's readFile does it, a large one takes several times as long. `tooLarge` gets its size when that is over the limit, and throws. */
export async function readBytes(path: string, limit?: { maxBytes: number; tooLarge: (size: number) => never }): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (limit !== undefined && size > limit.maxBytes) limit.tooLarge(size);
    const bytes = Buffer.allocUnsafeSlow(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    // What has no size, such as a pipe, or became shorter meanwhile.
    return size > 0 && bytesRead === size ? bytes : await file.readFile();
  } finally {
    await file.close();
  }
}
