import type { ModelRef, ProviderConfig } from '@llm-cost-optimizer/contracts';

/** Asks one server for its models; rejects when it does not answer. */
export type AskForModels = (provider: ProviderConfig) => Promise<readonly string[]>;

/**
 * Models of local servers (Ollama, vLLM) that have no list in the configuration. A server that does not answer keeps
 * the models it last named: it may be restarting.
 */
export class LocalModels {
  private readonly ask: AskForModels;
  private readonly byProvider = new Map<string, readonly string[]>();

  constructor(ask: AskForModels) {
    this.ask = ask;
  }

  /** All models known by now. */
  get known(): readonly ModelRef[] {
    return [...this.byProvider].flatMap(([provider, models]) => models.map((model) => ({ provider, model })));
  }

  /** Asks the servers that must be asked. True when that changed what is known. Never rejects. */
  async discover(providers: readonly ProviderConfig[]): Promise<boolean> {
    const before = JSON.stringify(this.known);
    const asked = providers.filter((provider) => provider.isLocal && provider.models.length === 0);
    for (const id of this.byProvider.keys()) {
      if (!asked.some((provider) => provider.id === id)) this.byProvider.delete(id);
    }
    await Promise.all(asked.map((provider) => this.askOne(provider)));
    return JSON.stringify(this.known) !== before;
  }

  private async askOne(provider: ProviderConfig): Promise<void> {
    try {
      this.byProvider.set(provider.id, [...(await this.ask(provider))].sort());
    } catch {
      // Not an error of ours: the server is off. Its state shows on the status page once somebody routes to it.
      if (!this.byProvider.has(provider.id)) this.byProvider.set(provider.id, []);
    }
  }
}
