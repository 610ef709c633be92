import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { inChunks } from '../../components/in-chunks';
import { Problem } from '../../components/notice';
import type { LogLine } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { countAfter } from './append-lines';
import { LogBar } from './log-bar';
import { everyLine, lineTest } from './log-filter';
import { LogRow } from './log-row';

const ROW_PX = 22;
/** This near to the end is at the end. */
const NEAR_PX = 40;

interface Props {
  lines: LogLine[];
  /** Names of servers, where the lines are not of one. */
  serverNames?: Map<string, string>;
  /** Lines that left this page for want of room. */
  dropped: number;
  fileName: string;
}

/** Lines as they come: it follows the end until the reader scrolls up, and then says how many are new. */
export function LogView({ lines, serverNames, dropped, fileName }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState(everyLine);
  const [isWrapped, setIsWrapped] = useState(true);
  const [paused, setPaused] = useState<LogLine[] | null>(null);
  const [context, setContext] = useState<LogLine | null>(null);
  const deferred = useDeferredValue(filter);
  const test = useMemo(() => lineTest(deferred), [deferred]);
  const isPaused = paused !== null;
  // What is read does not move: the lines stand as they were, and what came since is only counted.
  const still = paused ?? lines;
  const passes = context !== null || deferred === everyLine || typeof test !== 'function' ? undefined : test;
  const shown = useMemo(() => (passes === undefined ? still : still.filter(passes)), [still, passes]);
  const fresh = useMemo(() => (paused === null ? 0 : countAfter(lines, paused.at(-1), passes)), [lines, paused, passes]);
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 0, rangeExtractor: inChunks, measureElement: isWrapped ? (element) => element.getBoundingClientRect().height : undefined });
  const last = shown.length - 1;
  useEffect(() => {
    if (!isPaused && last >= 0) virtual.scrollToIndex(last, { align: 'end' });
  }, [isPaused, last, virtual, isWrapped]);
  useEffect(() => {
    if (context === null) return;
    virtual.scrollToIndex(shown.indexOf(context), { align: 'center' });
    // Only when the reader asks for another context.
  }, [context]);
  const onScroll = () => {
    const element = frame.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (isAtEnd && isPaused && context === null) setPaused(null);
  };
  const pause = () => !isPaused && setPaused(lines);
  const showContext = (line: LogLine) => {
    setPaused(lines);
    setContext(line);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <LogBar
        filter={filter}
        onFilter={(next) => {
          // Whoever looked around a hit goes back to the end.
          if (context !== null) setPaused(null);
          setContext(null);
          setFilter(next);
        }}
        isWrapped={isWrapped}
        onWrap={setIsWrapped}
        isPaused={isPaused}
        onPause={(wish) => {
          setContext(null);
          setPaused(wish ? lines : null);
        }}
        lines={shown}
        fileName={fileName}
      />
      {typeof test !== 'function' && <Problem>{t('logs.badExpression', { error: test.error })}</Problem>}
      <div className="relative rounded-xl border border-line bg-panel p-1">
        <div
          ref={frame}
          role="log"
          aria-live="off"
          aria-label={t('nav.logs')}
          tabIndex={0}
          data-testid="log"
          className="h-[max(18rem,calc(100dvh-21rem))] overflow-auto bg-panel py-1 font-mono text-xs contain-strict"
          onScroll={onScroll}
          onWheel={(event) => event.deltaY < 0 && pause()}
          onKeyDown={(event) => ['PageUp', 'ArrowUp', 'Home'].includes(event.key) && pause()}
        >
          {shown.length === 0 ? (
            <p className="px-4 py-8 text-center font-sans text-quiet">{t(lines.length === 0 ? 'logs.empty' : 'logs.noMatch')}</p>
          ) : (
            <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map(({ index, start }) => {
                const line = shown[index];
                if (line === undefined) return null;
                return (
                  <div key={index} ref={isWrapped ? virtual.measureElement : undefined} data-index={index} className={`absolute top-0 left-0 ${isWrapped ? 'w-full' : 'min-w-full'}`} style={{ transform: `translateY(${start}px)` }}>
                    <LogRow line={line} isWrapped={isWrapped} isHit={line === context} serverName={serverNames === undefined ? undefined : (serverNames.get(line.serverId) ?? '—')} onContext={filter === everyLine ? undefined : showContext} />
                  </div>
                );
              })}
            </div>
          )}
        </div>
        {isPaused && (
          <Button
            look="primary"
            className="absolute bottom-4 left-1/2 -translate-x-1/2 rounded-full! shadow-lg"
            data-testid="log-follow"
            onClick={() => {
              setContext(null);
              setPaused(null);
            }}
          >
            <ArrowDown size={14} aria-hidden /> {fresh > 0 ? t('logs.fresh', { count: fresh }) : t('logs.toEnd')}
          </Button>
        )}
      </div>
      <p className="text-xs text-quiet" role="status">
        {t('logs.count', { count: shown.length, number: number(shown.length) })}
        {shown.length !== lines.length && ` ${t('logs.of', { number: number(lines.length) })}`}
        {dropped > 0 && <span className="text-warn-ink" data-testid="log-dropped"> · {t('logs.dropped', { count: dropped, number: number(dropped) })}</span>}
      </p>
    </div>
  );
}
