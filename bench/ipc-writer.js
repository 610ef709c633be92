// Writes lines to its stdout as fast as they are read: `node ipc-writer.js KIND COUNT`.
import { once } from 'node:events';
import { ipcLine } from './ipc-lines.js';

const [kind, count] = [process.argv[2], Number(process.argv[3])];
const CHUNK_BYTES = 64 * 1024;

let waiting = [];
let bytes = 0;
for (let index = 0; index < count; index += 1) {
  const line = Buffer.from(`${ipcLine(kind, index)}\n`);
  waiting.push(line);
  bytes += line.length;
  if (bytes < CHUNK_BYTES && index < count - 1) continue;
  if (!process.stdout.write(Buffer.concat(waiting, bytes))) await once(process.stdout, 'drain');
  waiting = [];
  bytes = 0;
}
