import type { CreatedKey } from '@llm-cost-optimizer/contracts';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { CodeBlock } from '../../../components/code-block.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { keysStrings } from '../../../lib/strings/keys.ts';
import { CLIENTS, type Client, keySnippet } from '../lib/key-snippets.ts';

const s = keysStrings.secret;
const OPTIONS = CLIENTS.map((value) => ({ value, label: s.languages[value] }));

/** A secret, the one time that it is shown, with code that uses it. Closes by its buttons only. */
export function SecretDialog({ created, onClose }: { created: CreatedKey | null; onClose: () => void }) {
  const [client, setClient] = useState<Client>('python');
  return (
    <Dialog
      isOpen={created !== null}
      onClose={onClose}
      staysOpen
      title={s.title(created?.name ?? '')}
      description={s.text}
      footer={
        <Button variant="primary" onClick={onClose}>
          {s.done}
        </Button>
      }
    >
      {created !== null && (
        <div className="flex flex-col gap-4">
          <CodeBlock label={s.label} text={created.secret} wraps />
          <div className="flex flex-col gap-2">
            <h3 className="text-sm font-semibold text-ink">{s.use}</h3>
            <div className="overflow-x-auto">
              <Segmented label={s.language} value={client} options={OPTIONS} onChange={setClient} />
            </div>
            <CodeBlock label={s.use} text={keySnippet(client, window.location.origin, created.secret)} />
          </div>
        </div>
      )}
    </Dialog>
  );
}
