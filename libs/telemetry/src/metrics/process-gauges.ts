import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { type MetricDefinition, PROCESS_GAUGES } from './definitions.ts';

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
const DELAY_RESOLUTION_MS = 10;

/** Registers build, memory, CPU and event loop gauges. Returns the function that ends the measuring. */
export function registerProcessGauges(registry: Registry, version: string): () => void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  new Gauge({ ...optionsOf(registry, PROCESS_GAUGES.buildInfo) }).set({ version, node: process.versions.node }, 1);
  registerDelay(registry, delay);
  register(registry, PROCESS_GAUGES.residentMemory, () => process.memoryUsage.rss());
  register(registry, PROCESS_GAUGES.heapUsed, () => process.memoryUsage().heapUsed);
  register(registry, PROCESS_GAUGES.activeResources, () => process.getActiveResourcesInfo().length);
  const startedAt = Date.now() / 1_000 - process.uptime();
  register(registry, PROCESS_GAUGES.startTime, () => startedAt);
  new Counter({
    ...optionsOf(registry, PROCESS_GAUGES.cpu),
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / MICROSECONDS);
    },
  });
  return () => delay.disable();
}

function registerDelay(registry: Registry, delay: ReturnType<typeof monitorEventLoopDelay>): void {
  new Gauge({
    ...optionsOf(registry, PROCESS_GAUGES.eventLoopDelay),
    collect() {
      this.set({ quantile: '0.5' }, delay.percentile(50) / NANOSECONDS);
      this.set({ quantile: '0.99' }, delay.percentile(99) / NANOSECONDS);
      this.set({ quantile: 'max' }, delay.max / NANOSECONDS);
      delay.reset();
    },
  });
}

function register(registry: Registry, definition: MetricDefinition, read: () => number): void {
  new Gauge({
    ...optionsOf(registry, definition),
    collect() {
      this.set(read());
    },
  });
}

function optionsOf(registry: Registry, { name, help, labels }: MetricDefinition) {
  return { name, help, labelNames: [...labels], registers: [registry] };
}
