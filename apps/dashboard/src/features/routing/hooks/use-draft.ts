import type { ConfigDocument } from '@llm-cost-optimizer/contracts';
import { useCallback, useState } from 'react';

/** A text that is being edited, and the version it began from. */
interface Draft {
  readonly text: string;
  readonly baseVersion: number;
  readonly baseText: string;
}

export interface DraftState {
  /** What the editor shows: the draft, or the version in force while nothing was changed. */
  readonly text: string;
  readonly isDirty: boolean;
  /** The version the draft began from. */
  readonly baseVersion: number;
  readonly baseText: string;
  /** Another version came into force since the draft began. */
  readonly isOutdated: boolean;
  readonly setText: (text: string) => void;
  /** Goes on with `text` on top of the version in force now. */
  readonly rebase: (text: string) => void;
  readonly discard: () => void;
}

/** The unpublished text of the page. Lost when the page is left, which a question guards. */
export function useDraft(config: ConfigDocument): DraftState {
  const [draft, setDraft] = useState<Draft | null>(null);
  const { yaml } = config;
  const { version } = config.active;
  const setText = useCallback(
    (text: string) =>
      setDraft((current) => {
        const base = current ?? { baseVersion: version, baseText: yaml };
        return text === base.baseText && base.baseVersion === version ? null : { ...base, text };
      }),
    [version, yaml],
  );
  const rebase = useCallback(
    (text: string) => setDraft(text === yaml ? null : { text, baseVersion: version, baseText: yaml }),
    [version, yaml],
  );
  const discard = useCallback(() => setDraft(null), []);
  return {
    text: draft?.text ?? yaml,
    isDirty: draft !== null,
    baseVersion: draft?.baseVersion ?? version,
    baseText: draft?.baseText ?? yaml,
    isOutdated: draft !== null && draft.baseVersion !== version,
    setText,
    rebase,
    discard,
  };
}
