/** An on and off that acts at once. */
export function Switch({ label, isOn, onChange, disabled = false }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void; disabled?: boolean }) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      title={label}
      disabled={disabled}
      className={`inline-flex h-5 w-9 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-45 ${isOn ? 'bg-accent' : 'bg-edge'}`}
      onClick={() => onChange(!isOn)}
    >
      <span className={`size-4 rounded-full bg-white shadow transition-transform ${isOn ? 'translate-x-4' : ''}`} />
    </button>
  );
}
