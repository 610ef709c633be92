import { useTranslation } from '../lib/i18n/use-translation';

/** That something takes its time: what is being done, and the share of one that is done where that can be told. */
export function Progress({ words, share }: { words: string; share?: number | undefined }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-1">
      <progress className="h-1.5 w-full accent-accent" aria-label={t('servers.progress')} {...(share === undefined ? {} : { max: 1, value: share })} />
      <span className="text-xs text-quiet">{words}</span>
    </div>
  );
}
