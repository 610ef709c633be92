import i18next from 'i18next';
import LanguageDetector from 'i18next-browser-languagedetector';
import { en } from './en';

export const languages = { en: 'English', zh: '简体中文' } as const;
export type Language = keyof typeof languages;

/** The languages that come when they are asked for; English is always there, for what another may lack. */
const others: Record<Exclude<Language, 'en'>, () => Promise<object>> = { zh: async () => (await import('./zh')).zh };

/** Finds the reader's language and loads its words; nothing is drawn before. */
export async function startLanguages(): Promise<void> {
  await i18next.use(LanguageDetector).init({
    resources: { en: { translation: en } },
    partialBundledLanguages: true,
    fallbackLng: 'en',
    supportedLngs: Object.keys(languages),
    nonExplicitSupportedLngs: true,
    interpolation: { escapeValue: false },
    detection: { order: ['localStorage', 'navigator'], caches: ['localStorage'], lookupLocalStorage: 'language' },
  });
  i18next.on('languageChanged', tellPage);
  await load(currentLanguage());
  tellPage();
}

/** The language in use, without its region. */
function currentLanguage(): Language {
  return (Object.keys(languages) as Language[]).find((language) => i18next.language?.startsWith(language)) ?? 'en';
}

/** Loads a language and turns the page to it. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
}

async function load(language: Language): Promise<void> {
  if (language === 'en' || i18next.hasResourceBundle(language, 'translation')) return;
  i18next.addResourceBundle(language, 'translation', await others[language]());
}

function tellPage(): void {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
}
