import { type ConfigDocument, MODES, type Mode, TIERS, type Tier } from '@llm-cost-optimizer/contracts';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Field, Select } from '../../../components/field.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { commonStrings } from '../../../lib/strings/common.ts';
import { routingStrings, formStrings as s } from '../../../lib/strings/routing.ts';
import type { OfferedModel } from '../lib/completion.ts';
import { type RouteView, routePath } from '../lib/routing-view.ts';
import { editYaml, isEditable, readYaml, type YamlPath, type YamlValue } from '../lib/yaml-edit.ts';
import { ModelListField } from './model-list-field.tsx';
import { NumberField } from './number-field.tsx';

const UNSET = '';
const MODE_OPTIONS = MODES.map((value) => ({ value, label: commonStrings.modes[value] }));
const NAMED_CHOICES = ['route', 'serve'] as const;

interface RoutingFormProps {
  readonly text: string;
  readonly config: ConfigDocument;
  readonly view: RouteView | null;
  readonly models: readonly OfferedModel[];
  readonly onChange: (text: string) => void;
  readonly onShowYaml: () => void;
}

/** The common edits as a form. It changes the YAML itself, so comments and everything it does not know stay. */
export function RoutingForm(props: RoutingFormProps) {
  const { text, onChange, onShowYaml } = props;
  if (!isEditable(text)) {
    return (
      <EmptyState title={routingStrings.brokenTitle} text={routingStrings.brokenText}>
        <Button onClick={onShowYaml}>{routingStrings.toYaml}</Button>
      </EmptyState>
    );
  }
  const edit = (path: YamlPath, value: YamlValue | null) => onChange(editYaml(text, path, value));
  return (
    <div className="flex flex-col gap-6 px-4 pb-5">
      <Preferences text={text} onEdit={edit} />
      <Routes {...props} onEdit={edit} />
      <CacheSettings text={text} onEdit={edit} />
    </div>
  );
}

interface PartProps {
  readonly text: string;
  readonly onEdit: (path: YamlPath, value: YamlValue | null) => void;
}

function Preferences({ text, onEdit }: PartProps) {
  const mode = textAt(text, ['user', 'default_preference']);
  const named = textAt(text, ['named_models']);
  const budget = readYaml(text, ['user', 'monthly_budget']);
  return (
    <Part title={s.preferences}>
      <Field id="default-mode" label={s.defaultMode} hint={s.defaultModeHint}>
        <Select
          id="default-mode"
          value={mode}
          options={[{ value: UNSET, label: s.unset(commonStrings.modes.balanced) }, ...MODE_OPTIONS]}
          onChange={(event) => onEdit(['user', 'default_preference'], orNull(event.target.value))}
        />
      </Field>
      <NumberField
        id="monthly-budget"
        label={s.budget}
        hint={s.budgetHint}
        error={s.budgetError}
        value={typeof budget === 'number' ? budget : null}
        isValid={(amount) => amount >= 0 && amount <= 1e9}
        onChange={(amount) => onEdit(['user', 'monthly_budget'], amount)}
      />
      <Field id="named-models" label={s.namedModels} hint={s.namedModelsHint}>
        <Select
          id="named-models"
          value={named}
          options={[
            { value: UNSET, label: s.unset(s.namedChoices.route) },
            ...NAMED_CHOICES.map((value) => ({ value, label: s.namedChoices[value] })),
          ]}
          onChange={(event) => onEdit(['named_models'], orNull(event.target.value))}
        />
      </Field>
    </Part>
  );
}

function Routes(props: RoutingFormProps & PartProps) {
  const { text, config, view, models, onEdit } = props;
  const [mode, setMode] = useState<Mode>('cost');
  const change = (tier: Tier, names: readonly string[] | null) => {
    const path = routePath(mode, tier);
    const [only] = names ?? [];
    const isPlain = names?.length === 1 && !Array.isArray(readYaml(text, path));
    onEdit(path, isPlain && only !== undefined ? only : names);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold text-ink">{s.routes}</legend>
      <p className="mb-3 text-xs text-ink-faint">{s.routesNote}</p>
      <Segmented label={s.routesMode} value={mode} options={MODE_OPTIONS} onChange={setMode} className="mb-3" />
      <div className="flex flex-col gap-4">
        {TIERS.map((tier) => (
          <div key={tier} className="rounded-lg border border-line p-3">
            <h3 className="mb-2 text-xs font-medium text-ink-soft">{s.tiers[tier]}</h3>
            <ModelListField
              tier={s.tiers[tier]}
              names={namesAt(text, mode, tier)}
              defaults={
                view?.[mode][tier].isWritten === false
                  ? view[mode][tier].models
                  : (config.routing[mode]?.[tier] ?? null)
              }
              models={models}
              onChange={(names) => change(tier, names)}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function CacheSettings({ text, onEdit }: PartProps) {
  const isEnabled = readYaml(text, ['cache', 'enabled']);
  const ttl = readYaml(text, ['cache', 'ttl_seconds']);
  return (
    <Part title={s.cache}>
      <Field id="cache-enabled" label={s.cacheSwitch}>
        <Select
          id="cache-enabled"
          value={typeof isEnabled === 'boolean' ? String(isEnabled) : UNSET}
          options={[
            { value: UNSET, label: s.unset(s.on) },
            { value: 'true', label: s.on },
            { value: 'false', label: s.off },
          ]}
          onChange={(event) =>
            onEdit(['cache', 'enabled'], event.target.value === UNSET ? null : event.target.value === 'true')
          }
        />
      </Field>
      <NumberField
        id="cache-ttl"
        label={s.ttl}
        hint={s.ttlHint}
        error={s.ttlError}
        value={typeof ttl === 'number' ? ttl : null}
        isValid={(seconds) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 2_592_000}
        onChange={(seconds) => onEdit(['cache', 'ttl_seconds'], seconds)}
      />
    </Part>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-3 text-sm font-semibold text-ink">{title}</legend>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}

function textAt(text: string, path: YamlPath): string {
  const value = readYaml(text, path);
  return typeof value === 'string' ? value : UNSET;
}

function namesAt(text: string, mode: Mode, tier: Tier): readonly string[] | null {
  const value = readYaml(text, routePath(mode, tier));
  if (typeof value === 'string' && value !== '') return [value];
  return Array.isArray(value) && value.length > 0 ? value.map(String) : null;
}

function orNull(value: string): string | null {
  return value === UNSET ? null : value;
}
