// Sees the boundary rule red: each fixture is linted as if it stood where its first line says, and must be refused.
// The control must not be, else the rule would only be refusing everything.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const spa = join(import.meta.dirname, '..');
const rule = '@nx/enforce-module-boundaries';
const eslint = new ESLint({ cwd: spa });
let isWrong = false;

for (const file of globSync('tools/fixtures/boundaries/*.txt', { cwd: spa })) {
  const text = readFileSync(join(spa, file), 'utf8');
  const as = /^\/\/ as: (\S+)/.exec(text)?.[1];
  if (!as) throw new Error(`${file} does not say where it stands`);
  const [{ messages }] = await eslint.lintText(text, { filePath: join(spa, as) });
  const isRed = messages.some(({ ruleId }) => ruleId === rule);
  const shouldBeRed = !file.includes('control');
  if (isRed !== shouldBeRed) {
    process.stderr.write(`${file} was ${isRed ? 'refused' : 'let through'}\n${JSON.stringify(messages)}\n`);
    isWrong = true;
  }
}
process.exit(isWrong ? 1 : 0);
