// Asks the process in this container whether it is ready. Exit code 0 = yes. No curl in the image.
const port = process.env.HEALTH_PORT ?? process.env.PORT ?? '8000';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_500) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
