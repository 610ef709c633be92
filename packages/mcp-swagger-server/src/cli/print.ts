/** Writes to stdout and resolves when it is out, for a pipe is written behind our back; a reader that left, such as `head`, is no error. */
export async function print(text: string): Promise<void> {
  const { stdout } = process;
  await new Promise<void>((resolve) => {
    stdout.once('error', () => resolve());
    // Two texts in one write: to make one of them would copy what may be megabytes.
    stdout.cork();
    stdout.write(text);
    stdout.write('\n', () => resolve());
    stdout.uncork();
  });
}
