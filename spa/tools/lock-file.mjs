// The lock file names no registry: whoever installs uses the registry they are configured for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lock = readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8');
const named = lock.match(/"resolved":.*|https?:\/\/[^"]*\.tgz/g) ?? [];
if (named.length) {
  process.stderr.write(
    `package-lock.json names where packages come from:\n${named.slice(0, 5).join('\n')}\n`,
  );
  process.exit(1);
}
