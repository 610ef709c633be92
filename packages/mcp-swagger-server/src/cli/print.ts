/** The most bytes that one unit of a JavaScript text is in UTF-8. */
const MOST_BYTES = 3;

/** Writes to stdout and resolves when it is out, for a pipe is written behind our back; a reader that left, such as `head`, is no error. */
export async function print(text: string): Promise<void> {
  const { stdout } = process;
  // V8 goes through what may be megabytes once more to measure them, unless there is room for whatever it could be.
  const bytes = Buffer.allocUnsafeSlow(MOST_BYTES * text.length + 1);
  const length = bytes.write(text);
  bytes[length] = 0x0a;
  await new Promise<void>((resolve) => {
    stdout.once('error', () => resolve());
    stdout.write(bytes.subarray(0, length + 1), () => resolve());
  });
}
