/** The items of a text of JSON lines, without empty lines. */
export function jsonLines(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

/** The items of a JSON text sequence (RFC 7464): each follows a record separator. */
export function jsonSequence(text: string): string[] {
  return text.split('\u001E').map((item) => item.trim()).filter((item) => item !== '');
}

/** The data of server-sent events (HTML Living Standard, section 9.2.6); `[DONE]`, with which some APIs say that they are done, is none. */
export function eventData(text: string): string[] {
  const events: string[] = [];
  let data: string[] = [];
  const dispatch = (): void => {
    const event = data.join('\n');
    if (data.length > 0 && event !== '[DONE]') events.push(event);
    data = [];
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') dispatch();
    else if (line === 'data') data.push('');
    else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
  // The standard throws away what no empty line follows; many servers forget that line at the end.
  dispatch();
  return events;
}
