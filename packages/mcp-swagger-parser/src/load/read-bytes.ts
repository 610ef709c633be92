// Node's promises of files bring streams with them, which take as long to load as a document to read.
import { close, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';

const PIECE_BYTES = 64 * 1024;

interface Limit {
  maxBytes: number;
  /** Gets the size of what is larger than that, as far as it is known, and throws. */
  tooLarge: (size: number) => never;
}

/** What is in a file, read at once: in pieces, as Node's readFile does it, a large one takes several times as long. */
export async function readBytes(path: string, limit?: Limit): Promise<Buffer> {
  const file = await promisify(open)(path, 'r');
  try {
    const { size } = await promisify(fstat)(file);
    if (limit !== undefined && size > limit.maxBytes) limit.tooLarge(size);
    const bytes = Buffer.allocUnsafeSlow(size);
    const { bytesRead } = await promisify(read)(file, bytes, 0, size, 0);
    // What has no size, such as a pipe, or became shorter meanwhile.
    return size > 0 && bytesRead === size ? bytes : await readPieces(file, limit);
  } finally {
    await promisify(close)(file);
  }
}

/** Such a file may have no end. */
async function readPieces(file: number, limit: Limit | undefined): Promise<Buffer> {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const pieces: Buffer[] = [];
  for (let size = 0; ; ) {
    const { bytesRead } = await promisify(read)(file, piece, 0, PIECE_BYTES, null);
    if (bytesRead === 0) return Buffer.concat(pieces, size);
    size += bytesRead;
    if (limit !== undefined && size > limit.maxBytes) limit.tooLarge(size);
    pieces.push(Buffer.from(piece.subarray(0, bytesRead)));
  }
}
