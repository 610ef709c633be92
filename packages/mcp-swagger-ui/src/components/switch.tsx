interface Props {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  disabled?: boolean;
  /** Why it may not be turned. */
  refused?: string | undefined;
}

/** An on and off that acts at once. */
export function Switch({ label, isOn, onChange, disabled = false, refused }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      title={refused ?? label}
      aria-disabled={refused !== undefined}
      aria-description={refused}
      disabled={disabled}
      className={`inline-flex h-5 w-9 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-45 aria-disabled:cursor-not-allowed! aria-disabled:opacity-45 ${isOn ? 'bg-accent' : 'bg-edge'}`}
      onClick={() => refused === undefined && onChange(!isOn)}
    >
      <span className={`size-4 rounded-full bg-white shadow transition-transform ${isOn ? 'translate-x-4' : ''}`} />
    </button>
  );
}
