export { type Certificate, selfSignedCertificate } from './certificate.ts';
export { CompletionScript, type CompletionScriptOptions, isStreaming, send, sendHead } from './completion-script.ts';
export { freePort } from './free-port.ts';
export type { ProvidedPostgres } from './postgres.setup.ts';
export { startTestPostgres, type TestPostgres } from './postgres.ts';
export { REDIS_SERVER, startTestRedis, type TestRedis } from './redis.ts';
export {
  type Script,
  type ScriptedCall,
  type ScriptedProvider,
  type ScriptedProviderOptions,
  type ScriptedUsage,
  startScriptedProvider,
} from './scripted-provider.ts';
