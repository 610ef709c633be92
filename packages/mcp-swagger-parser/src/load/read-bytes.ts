// Node's promises of files bring streams with them, which take as long to load as a document to read.
import { close, fstat, open, read, readFile } from 'node:fs';
import { promisify } from 'node:util';

/** What is in a file, read at once: in pieces, as Node's readFile does it, a large one takes several times as long. `tooLarge` gets its size when that is over the limit, and throws. */
export async function readBytes(path: string, limit?: { maxBytes: number; tooLarge: (size: number) => never }): Promise<Buffer> {
  const file = await promisify(open)(path, 'r');
  try {
    const { size } = await promisify(fstat)(file);
    if (limit !== undefined && size > limit.maxBytes) limit.tooLarge(size);
    const bytes = Buffer.allocUnsafeSlow(size);
    const { bytesRead } = await promisify(read)(file, bytes, 0, size, 0);
    // What has no size, such as a pipe, or became shorter meanwhile.
    return size > 0 && bytesRead === size ? bytes : await promisify(readFile)(file);
  } finally {
    await promisify(close)(file);
  }
}
