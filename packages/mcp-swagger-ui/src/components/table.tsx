import { type ColumnDef, flexRender, getCoreRowModel, getSortedRowModel, type Row, type RowSelectionState, type SortingState, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** More rows than these, and only those in sight are in the page. */
const VIRTUAL_FROM = 80;
const ROW_PX = 41;

declare module '@tanstack/react-table' {
  /** What a column may say of its look: classes of its cells, for instance `max-md:hidden`. */
  interface ColumnMeta<TData, TValue> {
    className?: string;
  }
}

export type Column<T> = ColumnDef<T>;

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

/** Rows that can be sorted and chosen; thousands of them stay smooth. */
export function Table<T>({ label, rows, columns, rowId, sortBy = [], chosen, onChoose, testId, rowTestId }: Props<T>) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState<SortingState>(sortBy);
  const frame = useRef<HTMLDivElement>(null);
  const all = useMemo(() => (onChoose === undefined ? columns : [choiceColumn<T>(t('table.all'), t('table.row')), ...columns]), [columns, onChoose, t]);
  // A row keeps its values as long as it lives; other columns want rows of their own.
  const data = useMemo(() => (all.length === 0 ? [] : [...rows]), [rows, all]);
  const table = useReactTable({
    data,
    columns: all,
    getRowId: rowId,
    state: { sorting, rowSelection: chosen ?? {} },
    onSortingChange: setSorting,
    onRowSelectionChange: (update) => onChoose?.(typeof update === 'function' ? update(chosen ?? {}) : update),
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    sortDescFirst: false,
  });
  const sorted = table.getRowModel().rows;
  const isVirtual = sorted.length > VIRTUAL_FROM;
  const virtual = useVirtualizer({ count: isVirtual ? sorted.length : 0, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 12 });
  const seen = virtual.getVirtualItems();
  const above = seen[0]?.start ?? 0;
  const below = isVirtual ? virtual.getTotalSize() - (seen.at(-1)?.end ?? 0) : 0;
  const inPage = isVirtual ? seen.flatMap(({ index }) => sorted[index] ?? []) : sorted;
  return (
    <div ref={frame} tabIndex={0} role="region" aria-label={label} className={`relative overflow-auto rounded-xl border border-line bg-panel ${isVirtual ? 'h-[max(20rem,calc(100dvh-15rem))]' : ''}`}>
      <table className="w-full text-left text-[13px]" data-testid={testId} aria-rowcount={sorted.length + 1}>
        <thead className="sticky top-0 z-1 bg-raised text-xs text-quiet">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  aria-sort={{ asc: 'ascending', desc: 'descending', none: undefined }[header.column.getIsSorted() || 'none'] as 'ascending' | 'descending' | undefined}
                  className={`border-b border-line px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4 ${header.column.columnDef.meta?.className ?? ''}`}
                >
                  {header.column.getCanSort() ? (
                    <button type="button" className="inline-flex items-center gap-1 hover:text-ink" onClick={header.column.getToggleSortingHandler()}>
                      {flexRender(header.column.columnDef.header, header.getContext())}
                      {header.column.getIsSorted() === 'asc' && <ArrowUp size={12} aria-hidden />}
                      {header.column.getIsSorted() === 'desc' && <ArrowDown size={12} aria-hidden />}
                    </button>
                  ) : (
                    flexRender(header.column.columnDef.header, header.getContext())
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <Gap height={above} columns={all.length} />}
          {inPage.map((row) => (
            <TableRow key={row.id} row={row} testId={rowTestId} />
          ))}
          {below > 0 && <Gap height={below} columns={all.length} />}
        </tbody>
      </table>
    </div>
  );
}

function TableRow<T>({ row, testId }: { row: Row<T>; testId: string | undefined }) {
  return (
    <tr className="group border-b border-line last:border-0 hover:bg-raised data-[chosen=true]:bg-accent/8" data-chosen={row.getIsSelected()} data-testid={testId}>
      {row.getVisibleCells().map((cell) => (
        <td key={cell.id} className={`h-10 px-3 py-1 first:pl-4 last:pr-4 ${cell.column.columnDef.meta?.className ?? ''}`}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </td>
      ))}
    </tr>
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

function choiceColumn<T>(all: string, one: string): Column<T> {
  return {
    id: 'choice',
    enableSorting: false,
    meta: { className: 'w-0' },
    header: ({ table }) => (
      <input
        type="checkbox"
        aria-label={all}
        className="size-4 align-middle accent-accent"
        checked={table.getIsAllRowsSelected()}
        ref={(box) => {
          if (box !== null) box.indeterminate = table.getIsSomeRowsSelected();
        }}
        onChange={table.getToggleAllRowsSelectedHandler()}
      />
    ),
    cell: ({ row }) => <input type="checkbox" aria-label={one} className="size-4 align-middle accent-accent" checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} />,
  };
}
