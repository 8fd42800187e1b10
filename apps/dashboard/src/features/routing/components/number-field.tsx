import { useState } from 'react';
import { Field, TextInput } from '../../../components/field.tsx';

/** A number or nothing. Holds what is typed; only what is valid goes on. */
export function NumberField(props: {
  id: string;
  label: string;
  hint: string;
  /** Shown instead of the hint while the text is no valid number. */
  error: string;
  value: number | null;
  isValid: (value: number) => boolean;
  onChange: (value: number | null) => void;
}) {
  const { id, label, hint, error, value, isValid, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null ? '' : String(value));
  const parsed = parse(shown);
  const isWrong = parsed === undefined || (parsed !== null && !isValid(parsed));
  return (
    <Field id={id} label={label} hint={hint} error={isWrong ? error : null}>
      <TextInput
        id={id}
        inputMode="decimal"
        value={shown}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-error` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          const next = parse(event.target.value);
          if (next === null || (next !== undefined && isValid(next))) onChange(next);
        }}
        onBlur={() => {
          if (!isWrong) setTyped(null);
        }}
      />
    </Field>
  );
}

/** Null for an empty text, undefined for one that is no number. */
function parse(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}
