// The real server, whose pipe can be cut and mended: SIGUSR2 drops what it says from then on, or lets it speak again; SIGHUP makes it say lines that nobody understands;
// from SIGWINCH on, until the next one, it says that messages wait, as one does whose pipe nobody reads.
const write = process.stdout.write.bind(process.stdout);
let isMute = false;
let isBehind = false;
process.stdout.write = (chunk, encoding, done) => {
  if (!isMute) return write(isBehind ? chunk.toString().replace(/"queued":\d+/g, '"queued":7') : chunk, encoding, done);
  const told = typeof encoding === 'function' ? encoding : done;
  if (told !== undefined) queueMicrotask(() => told(null));
  return true;
};
process.on('SIGUSR2', () => {
  isMute = !isMute;
});
process.on('SIGWINCH', () => {
  isBehind = !isBehind;
});
process.on('SIGHUP', () => {
  write('{"v":1,"seq":1,\n{"v":9,"type":"HEARTBEAT"}\n{"v":1,"seq":2,"type":"PARTY","timestamp":1}\n{"v":1,"seq":3,"type":"ERROR","timestamp":1,"data":{}}\n');
});
const bin = new URL('../../packages/mcp-swagger-server/bin/mcp-swagger-server.js', import.meta.url);
process.argv[1] = bin.pathname;
await import(bin.href);
