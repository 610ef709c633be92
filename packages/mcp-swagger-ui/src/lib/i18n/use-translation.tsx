import i18next, { type TFunction, type TOptions } from 'i18next';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';

interface Translation {
  t: TFunction;
  /** As i18next names it, for instance `en` or `zh-CN`. */
  language: string;
}

let current: Translation = { t: i18next.t, language: 'en' };
const Context = createContext(current);

/** Gives the words to all below it. One subscription for the page: thousands of cells say something, and each would have its own otherwise. */
export function TranslationProvider({ children }: { children: ReactNode }) {
  return <Context value={useSyncExternalStore(subscribe, inUse)}>{children}</Context>;
}

/** The words in the reader's language. */
export function useTranslation(): Translation {
  return useContext(Context);
}

function subscribe(listener: () => void): () => void {
  i18next.on('languageChanged', listener);
  return () => i18next.off('languageChanged', listener);
}

function inUse(): Translation {
  if (current.language !== i18next.language || current.t === i18next.t) current = { t: remembering(i18next.getFixedT(i18next.language)), language: i18next.language };
  return current;
}

/** Words without placeholders are looked up once: a table asks for the same few in each row. */
function remembering(t: TFunction): TFunction {
  const known = new Map<string, string>();
  return ((key: string, options?: TOptions) => {
    if (options !== undefined) return t(key, options);
    const words = known.get(key) ?? t(key);
    known.set(key, words);
    return words;
  }) as TFunction;
}
