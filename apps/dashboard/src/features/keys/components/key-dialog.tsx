import { type CreatedKey, KEY_SCOPES, type KeyScope, type VirtualKey } from '@llm-cost-optimizer/contracts';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, TextInput } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { showToast } from '../../../components/toast.tsx';
import { commonStrings } from '../../../lib/strings/common.ts';
import { keysStrings } from '../../../lib/strings/keys.ts';
import { useChangeKey } from '../api/change-key.ts';
import { useCreateKey } from '../api/create-key.ts';
import { type KeyFields, keyFields, keyProblems, toChangeKey, toCreateKey } from '../lib/key-form.ts';

const s = keysStrings.form;

interface KeyDialogProps {
  readonly isOpen: boolean;
  /** The key to change; null = a new one. */
  readonly changed: VirtualKey | null;
  readonly projects: readonly string[];
  readonly onCreated: (key: CreatedKey) => void;
  readonly onClose: () => void;
}

/** One form for a new key and for changing one. */
export function KeyDialog({ isOpen, changed, projects, onCreated, onClose }: KeyDialogProps) {
  const formId = useId();
  const [fields, setFields] = useState(() => keyFields(changed));
  const [wasSent, setSent] = useState(false);
  const create = useCreateKey();
  const change = useChangeKey();
  const error = create.error ?? change.error;
  const close = () => {
    setFields(keyFields(changed));
    setSent(false);
    create.reset();
    change.reset();
    onClose();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (keyProblems(fields).length > 0) return;
    if (changed === null) {
      create.mutate(toCreateKey(fields), {
        onSuccess: (key) => {
          close();
          onCreated(key);
        },
      });
      return;
    }
    const wish = toChangeKey(fields, changed);
    if (wish === null) return close();
    change.mutate(
      { id: changed.id, change: wish },
      {
        onSuccess: ({ name }) => {
          showToast(keysStrings.saved(name));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={changed === null ? s.createTitle : s.changeTitle(changed.name)}
      description={changed === null ? s.createText : s.changeText}
      footer={
        <>
          <Button onClick={close}>{commonStrings.cancel}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={create.isPending || change.isPending}>
            {changed === null ? s.create : s.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={save} className="flex flex-col gap-4">
        <KeyFieldset
          fields={fields}
          isNew={changed === null}
          wasSent={wasSent}
          projects={projects}
          onChange={(patch) => setFields({ ...fields, ...patch })}
        />
        {error !== null && (
          <Notice tone="bad" isUrgent title={s.failed}>
            {error.message}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function KeyFieldset(props: {
  fields: KeyFields;
  isNew: boolean;
  wasSent: boolean;
  projects: readonly string[];
  onChange: (patch: Partial<KeyFields>) => void;
}) {
  const { fields, isNew, wasSent, projects, onChange } = props;
  const id = useId();
  const problems = wasSent ? keyProblems(fields) : [];
  const text = (name: 'name' | 'project' | 'models' | 'requests' | 'tokens' | 'expires') => ({
    id: `${id}-${name}`,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  const limit = (name: 'requests' | 'tokens') => {
    const isWrong = problems.includes(name);
    return (
      <Field id={`${id}-${name}`} label={s[name]} hint={s.limitHint} error={isWrong ? s.limitWrong : null}>
        <TextInput inputMode="numeric" aria-invalid={isWrong || undefined} {...text(name)} />
      </Field>
    );
  };
  return (
    <>
      <Field id={`${id}-name`} label={s.name} hint={s.nameHint}>
        <TextInput required maxLength={100} autoComplete="off" {...text('name')} />
      </Field>
      {isNew && (
        <Field id={`${id}-project`} label={s.project} hint={s.projectHint}>
          <TextInput maxLength={100} autoComplete="off" list={`${id}-projects`} {...text('project')} />
          <datalist id={`${id}-projects`}>
            {projects.map((project) => (
              <option key={project} value={project} />
            ))}
          </datalist>
        </Field>
      )}
      <Scopes
        chosen={fields.scopes}
        error={problems.includes('scopes') ? s.noScope : null}
        onChange={(scopes) => onChange({ scopes })}
      />
      <Field id={`${id}-models`} label={s.models} hint={s.modelsHint}>
        <TextInput autoComplete="off" spellCheck={false} {...text('models')} />
      </Field>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        {limit('requests')}
        {limit('tokens')}
      </div>
      <Field id={`${id}-expires`} label={s.expires} hint={s.expiresHint}>
        <TextInput type="datetime-local" {...text('expires')} />
      </Field>
    </>
  );
}

function Scopes(props: { chosen: readonly KeyScope[]; error: string | null; onChange: (scopes: KeyScope[]) => void }) {
  const { chosen, error, onChange } = props;
  return (
    <fieldset className="m-0 border-0 p-0">
      <legend className="mb-1 text-xs font-medium text-ink-soft">{s.scopes}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-1">
        {KEY_SCOPES.map((scope) => (
          <label key={scope} className="inline-flex min-h-6 items-center gap-2 text-sm text-ink">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(scope)}
              onChange={({ target: { checked } }) =>
                onChange(KEY_SCOPES.filter((one) => (one === scope ? checked : chosen.includes(one))))
              }
            />
            {keysStrings.scopes[scope]}
          </label>
        ))}
      </div>
      {error !== null && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
