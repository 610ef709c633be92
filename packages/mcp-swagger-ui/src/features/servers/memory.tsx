import { memo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { SparkLine } from '../../components/spark-line';
import type { Server } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { memorySamples } from './memory-samples';

/** What a server's process holds, and the course of that while this page is open. */
export const Memory = memo(function Memory({ server }: { server: Server }) {
  const { t } = useTranslation();
  const { bytes } = useFormat();
  const values = memorySamples(server);
  const rss = server.process.resources?.rssBytes;
  if (rss === undefined) return <span className="text-quiet">—</span>;
  const size = bytes(rss);
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <SparkLine values={values} label={t('servers.memoryOf', { name: server.name, size })} className="h-6 w-12 2xl:w-16" /> {size}
    </span>
  );
});
