import type { ConfigDocument } from '@llm-cost-optimizer/contracts';
import { useMemo, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Drawer } from '../../../components/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { formatDateTime } from '../../../lib/format.ts';
import { routingStrings, publishStrings as s } from '../../../lib/strings/routing.ts';
import type { DraftState } from '../hooks/use-draft.ts';
import { mergeTexts } from '../lib/merge.ts';
import { DiffView } from './diff-view.tsx';

type Pane = keyof typeof s.mergeTabs;

/** Another version came into force while this one was edited: who made it, what it changed, and how to go on. */
export function MergeDrawer(props: {
  isOpen: boolean;
  draft: DraftState;
  config: ConfigDocument;
  onClose: () => void;
}) {
  const { isOpen, draft, config, onClose } = props;
  const { active } = config;
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      title={s.mergeTitle(active.version)}
      description={s.mergeText(active.author ?? routingStrings.someone, formatDateTime(active.createdAt))}
      className="sm:max-w-3xl"
    >
      <MergePanel draft={draft} liveText={config.yaml} onClose={onClose} />
    </Drawer>
  );
}

function MergePanel({ draft, liveText, onClose }: { draft: DraftState; liveText: string; onClose: () => void }) {
  const { text, baseText } = draft;
  const merged = useMemo(() => mergeTexts(baseText, text, liveText), [baseText, text, liveText]);
  const [pane, setPane] = useState<Pane>('theirs');
  const panes: readonly Pane[] = merged === null ? ['theirs', 'mine'] : ['theirs', 'mine', 'merged'];
  const finish = (next: () => void) => () => {
    next();
    onClose();
  };
  return (
    <div className="flex flex-col gap-4 text-sm">
      <Notice tone={merged === null ? 'warn' : 'info'} title={merged === null ? s.mergeConflict : s.mergeClean} />
      <Segmented
        label={s.mergeTabsLabel}
        value={pane}
        options={panes.map((value) => ({ value, label: s.mergeTabs[value] }))}
        onChange={setPane}
        className="self-start"
      />
      {pane === 'theirs' && <DiffView before={baseText} after={liveText} />}
      {pane === 'mine' && <DiffView before={baseText} after={text} />}
      {pane === 'merged' && merged !== null && <DiffView before={liveText} after={merged} />}
      <div className="sticky bottom-0 -mx-5 -mb-6 flex flex-wrap justify-end gap-2 border-t border-line bg-raised px-5 py-3">
        <Button variant="danger" onClick={finish(draft.discard)}>
          {s.takeTheirs}
        </Button>
        <Button onClick={finish(() => draft.rebase(text))}>{s.keepMine}</Button>
        {merged !== null && (
          <Button variant="primary" onClick={finish(() => draft.rebase(merged))}>
            {s.takeMerged}
          </Button>
        )}
      </div>
    </div>
  );
}
