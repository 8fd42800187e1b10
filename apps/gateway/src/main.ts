import { tuneEngine } from './boot/engine.ts';
import { runGateway } from './boot/run-gateway.ts';

tuneEngine();
await runGateway({ env: process.env, appDir: import.meta.dirname });
