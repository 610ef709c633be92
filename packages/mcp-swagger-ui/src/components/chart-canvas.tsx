import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTranslation } from '../lib/i18n/use-translation';
import { axisLabels } from './axis-labels';

export interface ChartProps {
  label: string;
  /** Epoch seconds. */
  times: number[];
  series: { label: string; values: (number | null)[]; tone: 'accent' | 'good' | 'warn' | 'bad' }[];
  format: (value: number | null) => string;
}

const HEIGHT = 150;

/** Draws anew when the look of the page changes, and follows its width. */
export function ChartCanvas({ times, series, format }: ChartProps) {
  const { language } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ times, series, format });
  latest.current = { times, series, format };
  const shape = series.map(({ label, tone }) => `${label} ${tone}`).join('|');
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      const { times: x, series: lines } = latest.current;
      plot.current = new uPlot(optionsFor(element.clientWidth, language, lines, (value) => latest.current.format(value)), [x, ...lines.map(({ values }) => values)], element);
    };
    draw();
    const size = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    size.observe(element);
    const look = new MutationObserver(draw);
    look.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      size.disconnect();
      look.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, language]);
  useEffect(() => {
    plot.current?.setData([times, ...series.map(({ values }) => values)]);
  }, [times, series]);
  return <div ref={frame} aria-hidden className="w-full overflow-hidden" style={{ height: HEIGHT }} />;
}

function optionsFor(width: number, language: string, series: ChartProps['series'], format: (value: number | null) => string): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  const stroke = { accent: colour('--accent-ink'), good: '#10b981', warn: '#f59e0b', bad: '#ef4444' };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 26, 0, 0],
    scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      { ...axis, size: 24, space: 80, values: (_plot, splits) => axisLabels(splits, language) },
      { ...axis, size: 64, space: 34, values: (_plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [{}, ...series.map(({ label, tone }) => ({ label, stroke: stroke[tone], width: 1.5, fill: `${stroke[tone]}1f`, points: { show: false }, spanGaps: true }))],
  };
}
