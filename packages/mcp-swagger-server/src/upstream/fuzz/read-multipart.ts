import { Busboy } from '@fastify/busboy';

/** A part as an independent reader finds it; of a file, `value` is base64. */
export interface ReadPart {
  name: string;
  value: string;
  mimeType: string;
  filename?: string;
}

/** The parts of a multipart body, read by busboy. */
export async function readMultipart(contentType: string, body: string | Uint8Array): Promise<ReadPart[]> {
  return await new Promise((resolve, reject) => {
    const parts: ReadPart[] = [];
    const busboy = new Busboy({ headers: { 'content-type': contentType }, preservePath: true });
    busboy.on('field', (name, value, _isNameCut, _isCut, _encoding, mimeType) => parts.push({ name, value, mimeType }));
    busboy.on('file', (name, stream, filename, _encoding, mimeType) => {
      const part: ReadPart = { name, value: '', mimeType, filename };
      const chunks: Buffer[] = [];
      parts.push(part);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (part.value = Buffer.concat(chunks).toString('base64')));
    });
    busboy.on('error', reject);
    busboy.on('finish', () => resolve(parts));
    busboy.end(body);
  });
}
