/**
 * Runs checks one after the other and prints a line for each. `check` resolves with whether it passed; what a check
 * returns is shown behind its name.
 */
export function checklist() {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, work) {
      const startedAt = Date.now();
      const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
      try {
        const detail = await work();
        passed += 1;
        console.log(`  ✓ ${name} (${detail === undefined ? '' : `${detail}, `}${seconds()})`);
        return true;
      } catch (error) {
        failed += 1;
        console.log(`  ✗ ${name} (${seconds()})\n${indent(error instanceof Error ? error.message : String(error))}`);
        return false;
      }
    },
    counts: () => ({ passed, failed }),
  };
}

function indent(text) {
  return text.replace(/^/gm, '      ');
}
