import { lazy, Suspense } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import type { ChartProps } from './chart-canvas';

const ChartCanvas = lazy(async () => ({ default: (await import('./chart-canvas')).ChartCanvas }));

/** Series over time on a canvas; the library comes with the first chart. A screen reader hears its name and last values. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation();
  const last = props.series.map(({ label, values }) => `${label}: ${props.format(values.at(-1) ?? null)}`).join(', ');
  return (
    <figure className="min-w-0" aria-label={`${props.label}. ${last}`}>
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 text-xs">
        <span className="font-medium">{props.label}</span>
        <span className="text-quiet">{last}</span>
      </figcaption>
      <Suspense fallback={<div className="h-36 animate-pulse rounded bg-raised" role="status" aria-label={t('loading')} />}>
        <ChartCanvas {...props} />
      </Suspense>
    </figure>
  );
}
