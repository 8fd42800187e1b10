import { Gauge, type Registry } from 'prom-client';
import { OBSERVED } from './definitions.ts';

/** One number, or numbers by label value. */
export type GaugeReading = number | Readonly<Record<string, number>>;
export type ReadGauge = () => GaugeReading | Promise<GaugeReading>;

const PREFIX = 'lco_';
/** Label of record readings of gauges that stand in no definition. */
const DEFAULT_LABEL = 'name';
const MAX_SERIES = 200;

/**
 * Registers a gauge that is read when metrics are asked for. A reader that throws leaves its gauge out of that answer:
 * a dead dependency must not take the metrics with it.
 */
export function registerGauge(registry: Registry, name: string, help: string, read: ReadGauge): void {
  const fullName = name.startsWith(PREFIX) ? name : PREFIX + name;
  const known = OBSERVED.find((one) => one.name === fullName);
  const label = known?.labels[0] ?? DEFAULT_LABEL;
  registry.removeSingleMetric(fullName);
  new Gauge({
    name: fullName,
    help: known?.help ?? help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      this.reset();
      const reading = await readOrNull(read);
      if (reading === null) return;
      if (typeof reading === 'number') {
        this.set(reading);
        return;
      }
      for (const [value, number] of Object.entries(reading).slice(0, MAX_SERIES)) this.set({ [label]: value }, number);
    },
  });
}

async function readOrNull(read: ReadGauge): Promise<GaugeReading | null> {
  try {
    return await read();
  } catch {
    // Not logged: it would be one line per scrape. What cannot be read shows as a missing series.
    return null;
  }
}
