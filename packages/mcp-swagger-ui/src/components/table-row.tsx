import { type ColumnDef, flexRender, type Row } from '@tanstack/react-table';
import { memo, type ReactNode } from 'react';

interface Props<T> {
  row: Row<T>;
  columns: ColumnDef<T>[];
  /** All rows are equally high: 44 px with the line below. */
  isFixed: boolean;
  isChosen: boolean;
  /** With it, the row can be chosen. */
  onChoose: ((id: string, isChosen: boolean) => void) | undefined;
  choice: string;
  testId: string | undefined;
}

function Cells<T>({ row, isFixed, isChosen, onChoose, choice, testId }: Props<T>) {
  const height = isFixed ? 'h-11 py-0' : 'h-10 py-1';
  return (
    <tr className="group hover:bg-raised data-[chosen=true]:bg-accent/8" data-chosen={isChosen} data-testid={testId}>
      {onChoose !== undefined && (
        <td className={`${height} border-b border-line px-3 pl-4 group-last:border-0`}>
          <input type="checkbox" aria-label={choice} className="size-4 align-middle accent-accent" checked={isChosen} onChange={(event) => onChoose(row.id, event.target.checked)} />
        </td>
      )}
      {row.getVisibleCells().map((cell) => (
        <td key={cell.id} className={`${height} border-b border-line px-3 group-last:border-0 first:pl-4 last:pr-4 ${cell.column.columnDef.meta?.staysInSight === true ? 'sticky right-0 bg-panel group-hover:bg-raised' : ''} ${cell.column.columnDef.meta?.className ?? ''}`}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </td>
      ))}
    </tr>
  );
}

/** One row. It is drawn anew when what it shows, its columns or the choice are others; scrolling and its neighbours do not touch it. */
export const TableRow = memo(
  Cells,
  (before, now) => before.row.original === now.row.original && before.row.id === now.row.id && before.columns === now.columns && before.isFixed === now.isFixed && before.isChosen === now.isChosen && before.onChoose === now.onChoose && before.choice === now.choice,
) as typeof Cells;

/** The box that chooses all rows, or none. */
export function allBox(label: string, isAll: boolean, isSome: boolean, onChange: (isOn: boolean) => void): ReactNode {
  return (
    <input
      type="checkbox"
      aria-label={label}
      className="size-4 align-middle accent-accent"
      checked={isAll}
      ref={(box) => {
        if (box !== null) box.indeterminate = isSome && !isAll;
      }}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
