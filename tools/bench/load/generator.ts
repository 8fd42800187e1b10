// The load generator in a process of its own: takes orders from the parent process one after the other.
import type { LoadOrder } from './load.types.ts';
import { runLoad } from './run-load.ts';

process.on('message', (order: LoadOrder) => {
  runLoad(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ isReady: true });
