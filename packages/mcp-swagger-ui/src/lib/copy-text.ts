/** Puts a text on the clipboard. Browsers have no `navigator.clipboard` on a page that came over plain HTTP from another machine. */
export async function copyText(text: string): Promise<void> {
  if ('clipboard' in navigator) return await navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
  // Within an open dialog nothing outside it can be selected.
  const before = document.activeElement;
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!done) throw new Error('The browser did not let the text be copied; select it and press Ctrl C.');
}
