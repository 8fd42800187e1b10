import type { Deployment, ProviderConfig } from '@llm-cost-optimizer/contracts';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import type { Chance, ModelAbility, PromptReading, QualityModel } from '@llm-cost-optimizer/routing';

const DAY_MS = 86_400_000;
/** Of four tokens three are prompt, as the quality model takes prices. */
const INPUT_SHARE = 0.75;
const MAX_REMEMBERED = 2_000;

/**
 * How able the deployments of a configuration are, by name or else by price. Prices hold for a UTC day, and so does what is
 * remembered: a decision of that day, repeated later, finds the same.
 */
export class Abilities {
  private readonly model: QualityModel;
  private readonly catalogue: Catalogue;
  /** Qualities that the operator states, by deployment. */
  private readonly stated: ReadonlyMap<string, number>;
  private readonly known = new Map<string, ModelAbility>();
  private day = Number.NaN;

  constructor(model: QualityModel, catalogue: Catalogue, providers: readonly ProviderConfig[]) {
    this.model = model;
    this.catalogue = catalogue;
    this.stated = new Map(
      providers.flatMap(({ id, described = [] }) =>
        described.flatMap((one) => (one.quality === undefined ? [] : [[`${id}/${one.model}`, one.quality] as const])),
      ),
    );
  }

  /** How likely a deployment's answer to a prompt will do, by the shipped weights and the prices of the time `at`. */
  chanceAt(at: number): (deployment: Deployment, reading: PromptReading) => Chance {
    return (deployment, reading) => {
      const ability = this.of(deployment, at);
      return { pGood: reading.pGood(ability), isGuess: ability.isGuess };
    };
  }

  /** Where the shipped weights place a deployment. */
  of(deployment: Deployment, at: number): ModelAbility {
    const day = Math.floor(at / DAY_MS);
    if (day !== this.day || this.known.size > MAX_REMEMBERED) {
      this.known.clear();
      this.day = day;
    }
    const remembered = this.known.get(deployment.id);
    if (remembered !== undefined) return remembered;
    const stated = this.stated.get(deployment.id) ?? null;
    const ability = this.model.abilityOf({
      // What the operator states goes before what was learned of the name.
      name: stated === null ? deployment.model : '',
      blendedUsdPerMillion: this.blendedPrice(deployment, day * DAY_MS),
      averageQuality: stated,
    });
    this.known.set(deployment.id, ability);
    return ability;
  }

  private blendedPrice({ provider, model }: Deployment, at: number): number | null {
    const { inputUsdPerMillion, outputUsdPerMillion } = this.catalogue.rates({ provider, model }, at);
    if (inputUsdPerMillion === null || outputUsdPerMillion === null) return null;
    return Number(inputUsdPerMillion) * INPUT_SHARE + Number(outputUsdPerMillion) * (1 - INPUT_SHARE);
  }
}
