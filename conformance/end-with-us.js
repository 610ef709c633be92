/** Whoever ends us, by Ctrl-C or by a signal, ends what we started: a child that is still there when this process exits is killed. */
export function endWithUs(child) {
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  child.once('close', () => process.off('exit', kill));
}
