import { formatBytes, formatDuration, formatInstant, formatMs, formatNumber, formatShare, formatTime } from './format';

/** The formats of numbers, sizes and times in one language. */
export type Format = ReturnType<typeof formatIn>;

function formatIn(language: string) {
  return {
    duration: (ms: number) => formatDuration(ms, language),
    number: (value: number, digits = 0) => formatNumber(value, language, digits),
    bytes: (bytes: number) => formatBytes(bytes, language),
    ms: (ms: number) => formatMs(ms, language),
    share: (share: number) => formatShare(share, language),
    time: (instant: string) => formatTime(instant, language),
    instant: (instant: string) => formatInstant(instant, language),
  };
}

const formats = new Map<string, Format>();

/** The formats of a language; the same ones for everyone who asks. */
export function formatsOf(language: string): Format {
  const known = formats.get(language) ?? formatIn(language);
  formats.set(language, known);
  return known;
}
