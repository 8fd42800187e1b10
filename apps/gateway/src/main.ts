import { runGateway } from './boot/run-gateway.ts';

await runGateway({ env: process.env, appDir: import.meta.dirname });
