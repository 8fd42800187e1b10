import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

const CONTROL =
  'h-8 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-faint disabled:opacity-60 aria-invalid:border-bad';

/** One-line input. Give it a name by `Field` or `aria-label`. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(CONTROL, className)} {...rest} />;
}

/** The browser's own select: works by keyboard and on phones without more. Give it a name by `Field` or `aria-label`. */
export function Select({
  options,
  className,
  ...rest
}: ComponentProps<'select'> & { options: readonly { value: string; label: string; isDisabled?: boolean }[] }) {
  return (
    <select className={cx(CONTROL, 'pr-7', className)} {...rest}>
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.isDisabled === true}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Label, hint and error around a control. The control gets its id from `id`. */
export function Field(props: {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: ReactNode;
}) {
  const { id, label, hint, error = null, children } = props;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-soft">
        {label}
      </label>
      {children}
      {hint !== undefined && error === null && <p className="text-xs text-ink-faint">{hint}</p>}
      {error !== null && (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
