import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../../components/button.tsx';
import { Select } from '../../../components/field.tsx';
import { formStrings as s } from '../../../lib/strings/routing.ts';
import { type OfferedModel, shortPrice, writtenName } from '../lib/completion.ts';
import { resolveName } from '../lib/routing-view.ts';

const NO_ALIASES: ReadonlyMap<string, string> = new Map();

/** The models of one route in order, as selects. Null = the default route, whose models are given for information. */
export function ModelListField(props: {
  tier: string;
  names: readonly string[] | null;
  defaults: readonly string[] | null;
  models: readonly OfferedModel[];
  onChange: (names: readonly string[] | null) => void;
}) {
  const { tier, names, defaults, models, onChange } = props;
  if (names === null) {
    const first = models.find((model) => model.isAvailable && model.status === 'active');
    const start = defaults ?? (first === undefined ? [] : [first.id]);
    return (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="min-w-0 flex-1 text-ink-soft">
          {s.usesDefault}
          {defaults !== null && defaults.length > 0 && <span className="text-ink-faint">: {defaults.join(' → ')}</span>}
        </span>
        <Button size="sm" disabled={start.length === 0} onClick={() => onChange(start.map((id) => nameOf(id, models)))}>
          {s.customise}
        </Button>
      </div>
    );
  }
  const replace = (index: number, name: string) => onChange(names.with(index, name));
  const swap = (index: number, other: number) =>
    onChange(names.with(index, names[other] ?? '').with(other, names[index] ?? ''));
  const unused = models.find(
    (model) => model.isAvailable && model.status === 'active' && !names.includes(nameOf(model.id, models)),
  );
  return (
    <div className="flex flex-col gap-1.5">
      <ol className="flex flex-col gap-1.5">
        {names.map((name, index) => (
          <li key={name} className="flex items-center gap-1">
            <span aria-hidden className="figures w-5 shrink-0 text-xs text-ink-faint">
              {index + 1}.
            </span>
            <Select
              aria-label={s.model(index + 1, tier)}
              value={name}
              options={optionsFor(name, names, models)}
              onChange={(event) => replace(index, event.target.value)}
            />
            <IconButton label={s.moveUp(name)} disabled={index === 0} onClick={() => swap(index, index - 1)}>
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton
              label={s.moveDown(name)}
              disabled={index === names.length - 1}
              onClick={() => swap(index, index + 1)}
            >
              <ArrowDown aria-hidden />
            </IconButton>
            <IconButton
              label={s.remove(name)}
              disabled={names.length === 1}
              onClick={() => onChange(names.filter((_, other) => other !== index))}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2 pl-6">
        <Button
          size="sm"
          icon={<Plus aria-hidden />}
          disabled={unused === undefined || names.length >= 20}
          onClick={() => unused !== undefined && onChange([...names, nameOf(unused.id, models)])}
        >
          {s.addModel}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          {s.useDefault}
        </Button>
      </div>
    </div>
  );
}

/** Models that are not in the list yet, and the one that stands here, even if it is unknown. */
function optionsFor(name: string, names: readonly string[], models: readonly OfferedModel[]) {
  const own = resolveName(name, NO_ALIASES, models);
  const taken = new Set(names.map((other) => resolveName(other, NO_ALIASES, models)));
  const offered = models.filter((model) => model.id === own || (model.status !== 'retired' && !taken.has(model.id)));
  const options = offered.map((model) => ({
    value: model.id === own ? name : nameOf(model.id, models),
    label: [model.model, model.provider, shortPrice(model), stateOf(model)].filter((part) => part !== null).join(' · '),
  }));
  return offered.some((model) => model.id === own) ? options : [{ value: name, label: name }, ...options];
}

function nameOf(id: string, models: readonly OfferedModel[]): string {
  const model = models.find((one) => one.id === id);
  return model === undefined ? id : writtenName(model, models);
}

function stateOf(model: OfferedModel): string | null {
  if (!model.isAvailable) return s.noKey;
  return model.status === 'active' ? null : model.status;
}
