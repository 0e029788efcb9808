// Every key that a page asks for has a text, and every text is asked for.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const spa = join(import.meta.dirname, '..');
const source = ['staff.en.ts', 'en.ts']
  .map((name) => readFileSync(join(spa, 'apps/web/src/app/i18n', name), 'utf8'))
  .join('')
  .replace(/^import .*$/gm, '');
const compiled = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } }).outputText;
const { texts } = await import(`data:text/javascript,${encodeURIComponent(compiled)}`);

const keysOf = (node, path) =>
  typeof node === 'string'
    ? [path]
    : Object.entries(node).flatMap(([key, value]) => keysOf(value, path ? `${path}.${key}` : key));
const known = new Set(keysOf(texts, ''));
const groups = Object.keys(texts).join('|');

const files = globSync(['apps/**/*.{ts,html}', 'libs/**/*.{ts,html}'], {
  cwd: spa,
  exclude: (name) => /node_modules|generated|i18n/.test(name),
});
const code = files.map((file) => readFileSync(join(spa, file), 'utf8')).join('\n');
const key = `((?:${groups})\\.[A-Za-z0-9.]*[A-Za-z0-9])`;
const asked = new Set(
  [`['\`]${key}['\`]`, `\\b(?:label|hint|text)="${key}"`].flatMap((form) =>
    [...code.matchAll(new RegExp(form, 'g'))].map((match) => match[1]),
  ),
);
/** Keys put together while running, such as 'status.' + status. */
const stems = [...code.matchAll(new RegExp(`['\`]((?:${groups})\\.[A-Za-z.]*)['\`]\\s*\\+`, 'g'))].map(
  (match) => match[1],
);

const missing = [...asked].filter((key) => !known.has(key) && !stems.includes(key));
const unused = [...known].filter((key) => !asked.has(key) && !stems.some((stem) => key.startsWith(stem)));
if (missing.length || unused.length) {
  process.stderr.write(
    `No text for: ${missing.join(', ') || '-'}\nNever asked for: ${unused.join(', ') || '-'}\n`,
  );
  process.exit(1);
}
