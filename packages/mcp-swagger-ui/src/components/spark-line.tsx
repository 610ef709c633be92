/** The last values as a line without axes; the name says what it shows and where it stands. */
export function SparkLine({ values, label, className = 'h-7 w-24' }: { values: number[]; label: string; className?: string }) {
  const most = Math.max(...values, 1e-9);
  const step = 100 / Math.max(values.length - 1, 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(29 - (value / most) * 26).toFixed(1)}`);
  return (
    <svg role="img" aria-label={label} viewBox="0 0 100 30" preserveAspectRatio="none" className={`text-accent-ink ${className}`}>
      <title>{label}</title>
      {values.length > 1 && (
        <>
          <polygon points={`0,30 ${points.join(' ')} 100,30`} fill="currentColor" opacity="0.12" />
          <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
