import { type ColumnDef, flexRender, getCoreRowModel, type Header, type RowSelectionState, type SortingState, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { useWidths, type Width } from '../lib/use-width';
import { inChunks } from './in-chunks';
import { RowOrder } from './row-order';
import { allBox, TableRow } from './table-row';

/** More rows than these, and only those in sight are in the page. */
const VIRTUAL_FROM = 80;
/** As high as two lines need: those out of sight are reckoned to be as high as those in sight are. */
const ROW_PX = 44;

declare module '@tanstack/react-table' {
  /** What a column may say of its look: classes of its cells, from which width of the page on it is there, and whether it stays at the right edge of rows that are wider than the page. */
  interface ColumnMeta<TData, TValue> {
    className?: string;
    from?: Width;
    staysInSight?: boolean;
  }
}

export type Column<T> = ColumnDef<T>;

/** For the column that takes the room that the others leave, and is cut where they leave little. */
export const FLEXIBLE = 'w-full max-w-0 min-w-36';

interface Props<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  rowId: (row: T) => string;
  sortBy?: SortingState;
  /** With these, rows can be chosen. */
  chosen?: RowSelectionState;
  onChoose?: (chosen: RowSelectionState) => void;
  testId?: string;
  rowTestId?: string;
}

/**
 * Rows that can be sorted and chosen; thousands of them stay smooth: they are put in order here, and the table proper knows only those in sight.
 * A row is drawn anew when it is another object, or the columns are others.
 */
export function Table<T>({ label, rows, columns, rowId, sortBy = [], chosen, onChoose, testId, rowTestId }: Props<T>) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState<SortingState>(sortBy);
  const frame = useRef<HTMLDivElement>(null);
  const widths = useWidths();
  const [order] = useState(() => new RowOrder<T>());
  const canChoose = onChoose !== undefined;
  const shown = useMemo(() => columns.filter(({ meta }) => meta?.from === undefined || widths.split(' ').includes(meta.from)), [columns, widths]);
  const keysOf = useMemo(() => Object.fromEntries(columns.flatMap((column) => ('accessorFn' in column && column.id !== undefined ? [[column.id, (row: T) => column.accessorFn(row, 0)]] : []))), [columns]);
  const sorted = useMemo(() => order.sort(rows, sorting, keysOf, rowId), [order, rows, sorting, keysOf, rowId]);
  const isVirtual = sorted.length > VIRTUAL_FROM;
  const virtual = useVirtualizer({ count: isVirtual ? sorted.length : 0, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 0, rangeExtractor: inChunks });
  const items = virtual.getVirtualItems();
  const first = isVirtual ? (items[0]?.index ?? 0) : 0;
  const end = isVirtual ? (items.at(-1)?.index ?? -1) + 1 : sorted.length;
  const inSight = useMemo(() => sorted.slice(first, end), [sorted, first, end]);
  const table = useReactTable({ data: inSight, columns: shown, getRowId: rowId, state: { sorting }, onSortingChange: setSorting, manualSorting: true, getCoreRowModel: getCoreRowModel(), sortDescFirst: false });
  const latest = useRef({ chosen, onChoose });
  latest.current = { chosen, onChoose };
  const choose = useCallback((id: string, isOn: boolean) => latest.current.onChoose?.({ ...latest.current.chosen, [id]: isOn }), []);
  const isChosen = (row: T) => chosen?.[rowId(row)] === true;
  const columnCount = shown.length + (canChoose ? 1 : 0);
  // The corners are the outer box's: what is scrolled within round corners is cut out anew for each frame.
  return (
    <div className={`rounded-xl border border-line bg-panel ${isVirtual ? 'p-1' : 'overflow-hidden'}`}>
      <div ref={frame} tabIndex={0} role="region" aria-label={label} className={`relative overflow-auto bg-panel focus-visible:-outline-offset-2 ${isVirtual ? 'h-[max(20rem,calc(100dvh-15rem))] contain-strict' : ''}`}>
        <table className="w-full border-separate border-spacing-0 text-left text-[13px]" data-testid={testId} aria-rowcount={sorted.length + 1}>
          <thead className="sticky top-0 z-1 bg-raised text-xs text-quiet">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {canChoose && (
                  <th scope="col" className="h-9 w-0 px-3 pl-4">
                    {allBox(t('table.all'), sorted.length > 0 && sorted.every(isChosen), sorted.some(isChosen), (isOn) => onChoose(isOn ? Object.fromEntries(sorted.map((row) => [rowId(row), true])) : {}))}
                  </th>
                )}
                {group.headers.map((header) => (
                  <HeaderCell key={header.id} header={header} sorted={header.column.getIsSorted()} />
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {first > 0 && <Gap height={first * ROW_PX} columns={columnCount} />}
            {table.getRowModel().rows.map((row) => (
              <TableRow key={row.id} row={row} columns={shown} isFixed={isVirtual} isChosen={isChosen(row.original)} onChoose={canChoose ? choose : undefined} choice={t('table.row')} testId={rowTestId} />
            ))}
            {end < sorted.length && <Gap height={(sorted.length - end) * ROW_PX} columns={columnCount} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function HeaderCell<T>({ header, sorted }: { header: Header<T, unknown>; sorted: 'asc' | 'desc' | false }) {
  const { column } = header;
  const name = flexRender(column.columnDef.header, header.getContext());
  return (
    <th scope="col" aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'} className={`h-9 px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4 ${column.columnDef.meta?.staysInSight === true ? 'sticky right-0 bg-raised' : ''} ${column.columnDef.meta?.className ?? ''}`}>
      {column.getCanSort() ? (
        <button type="button" className="inline-flex items-center gap-1 hover:text-ink" onClick={column.getToggleSortingHandler()}>
          {name}
          {sorted === 'asc' && <ArrowUp size={12} aria-hidden />}
          {sorted === 'desc' && <ArrowDown size={12} aria-hidden />}
        </button>
      ) : (
        name
      )}
    </th>
  );
}

/** Stands for the rows out of sight. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
