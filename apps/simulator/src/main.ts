import { parseArgs } from 'node:util';
import { createSimulator } from '@llm-cost-optimizer/simulator';

const HELP =
  'simulator [--host 127.0.0.1] [--port 4010] [--speed instant|realistic] [--delay-scale 1] [--no-markers] [--no-prompt-cache]';

/** Runs the simulated providers until SIGTERM or SIGINT. Prints one JSON line when they are ready. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4010' },
      speed: { type: 'string', default: 'instant' },
      'delay-scale': { type: 'string', default: '1' },
      'no-markers': { type: 'boolean', default: false },
      'no-prompt-cache': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const simulator = createSimulator({
    speed: values.speed === 'realistic' ? 'realistic' : 'instant',
    delayScale: Number(values['delay-scale']),
    areMarkersOn: !values['no-markers'],
    isPromptCacheOn: !values['no-prompt-cache'],
  });
  const { url } = await simulator.start({ host: values.host, port: Number(values.port) });
  console.log(JSON.stringify({ simulator: 'ready', url }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.stop());
}

main().catch((error: unknown) => {
  console.error(`simulator: ${error instanceof Error ? error.message : String(error)}\n${HELP}`);
  process.exitCode = 1;
});
