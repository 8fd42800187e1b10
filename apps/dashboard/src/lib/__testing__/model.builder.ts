import type { ModelList } from '@llm-cost-optimizer/contracts';

type ListedModel = ModelList['models'][number];

/** A model of the list by its id `provider/model`: in use, without price, nothing known of it but `changes`. */
export function modelOf(id: string, changes: Partial<ListedModel> = {}): ListedModel {
  return {
    id,
    provider: id.slice(0, id.indexOf('/')),
    model: id.slice(id.indexOf('/') + 1),
    isAvailable: true,
    isSimulated: false,
    status: 'active',
    retiresOn: null,
    successor: null,
    contextTokens: null,
    maxOutputTokens: null,
    capabilities: null,
    inputUsdPerMillion: null,
    outputUsdPerMillion: null,
    cacheReadUsdPerMillion: null,
    cacheWriteUsdPerMillion: null,
    cacheWriteLongUsdPerMillion: null,
    longPrompt: null,
    priceSource: null,
    checkedOn: null,
    sources: [],
    aliases: [],
    ...changes,
  };
}
