import { formatRate, formatTokens } from '../../../lib/format.ts';
import { modelsStrings as s } from '../../../lib/strings/models.ts';
import type { ListedModel } from '../lib/model-rows.ts';

/** All that is known of a model, for the popover beside its name. */
export function ModelDetails({ model }: { model: ListedModel }) {
  const { contextTokens, maxOutputTokens, cacheWriteLongUsdPerMillion, longPrompt, successor, aliases, sources } =
    model;
  const facts: [string, string | null][] = [
    [s.details.context, contextTokens === null ? null : s.details.tokens(formatTokens(contextTokens))],
    [s.details.maxOutput, maxOutputTokens === null ? null : s.details.tokens(formatTokens(maxOutputTokens))],
    [s.columns.cached, known(model.cacheReadUsdPerMillion)],
    [s.columns.write, known(model.cacheWriteUsdPerMillion)],
    [s.details.writeLong, known(cacheWriteLongUsdPerMillion)],
    [
      s.details.longPrompt,
      longPrompt === null
        ? null
        : s.over(
            formatTokens(longPrompt.overTokens),
            formatRate(longPrompt.inputUsdPerMillion),
            formatRate(longPrompt.outputUsdPerMillion),
          ),
    ],
    [s.details.successor, successor],
    [s.details.aliases, aliases.length === 0 ? null : aliases.join(', ')],
    [s.columns.price, model.priceSource === null ? s.unpriced : s.sources[model.priceSource]],
    [s.details.checked, model.checkedOn],
  ];
  return (
    <>
      <p className="font-medium break-all text-ink">{model.id}</p>
      <dl className="figures flex flex-col gap-1 text-xs">
        {facts.map(([name, text]) =>
          text === null ? null : (
            <div key={name} className="flex gap-2">
              <dt className="w-24 shrink-0 text-ink-faint">{name}</dt>
              <dd className="min-w-0 break-words text-ink">{text}</dd>
            </div>
          ),
        )}
      </dl>
      {sources.length > 0 && (
        <ul className="flex flex-col gap-0.5 text-xs">
          {sources.map((address) => (
            <li key={address} className="truncate">
              <a href={address} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2">
                {address.replace(/^https?:\/\//, '')}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function known(rate: string | null): string | null {
  return rate === null ? null : formatRate(rate);
}
