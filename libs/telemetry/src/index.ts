export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export type { MetricDefinition } from './metrics/definitions.ts';
export type { GaugeReading, ReadGauge } from './metrics/observed-gauges.ts';
export { metricsReferenceMarkdown } from './metrics/reference.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
export { REDACTED, scrubSecrets } from './redaction.ts';
