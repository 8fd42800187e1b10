export { type ParsedConfig, parseConfig } from './file/parse-config.ts';
export { redactConfig } from './file/redact.ts';
export { type FileWatch, type WatchOptions, watchConfigFile } from './file/watch-file.ts';
export { ConfigError, formatProblem, hasErrors } from './problems.ts';
export { configReferenceMarkdown } from './reference/config-reference.ts';
export { defaultConfigYaml } from './reference/default-yaml.ts';
export { envExample, envReferenceMarkdown } from './reference/environment-reference.ts';
export { catalogueFor } from './resolve/agreed-prices.ts';
export { printableConfig } from './resolve/describe-config.ts';
export { DEFAULT_BASE_URLS } from './resolve/known-providers.ts';
export { isSimulatorNeeded, type ResolvedConfig, type ResolveInput, resolveConfig } from './resolve/resolve-config.ts';
export {
  type Environment,
  environmentWarnings,
  readProcessSettings,
  type SettingsContext,
} from './settings/process-settings.ts';
