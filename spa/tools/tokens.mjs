// Refuses colours and pixel sizes outside the token files: a shop's look must be its face's to decide.
//   node tools/tokens.mjs            checks the sources
//   node tools/tokens.mjs --prove    checks that the fixture is refused: a rule never seen red is decoration
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const spa = join(import.meta.dirname, '..');
const tokenFiles = /libs\/ui\/src\/styles\/(tokens\/|_breakpoints\.scss)/;
const rules = [
  { name: 'a colour', pattern: /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklch|oklab)a?\(/i },
  {
    name: 'a named colour',
    pattern: /:\s*(?:black|white|red|green|blue|gr[ae]y|orange|yellow|purple|pink)\b/i,
  },
  { name: 'a pixel size', pattern: /(?<![\w-])-?\d*\.?\d+px\b/ },
  {
    name: 'a physical side',
    pattern:
      /(?<!safe-area-)\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?:^|[;{\s])(?:left|right)\s*:/,
  },
];

/** Styles of a file: all of a style sheet, and the style blocks of a component. */
function stylesOf(file, text) {
  if (!file.endsWith('.ts')) return [{ text, offset: 0 }];
  return [...text.matchAll(/styles:\s*`([^`]*)`/g)].map((match) => ({ text: match[1], offset: match.index }));
}

function faultsIn(file) {
  const text = readFileSync(join(spa, file), 'utf8');
  return stylesOf(file, text).flatMap((block) => {
    const first = text.slice(0, block.offset).split('\n').length;
    return block.text.split('\n').flatMap((line, index) => {
      const code = line.replace(/\/\/.*$|\/\*.*?\*\//g, '');
      const broken = rules.find(({ pattern }) => pattern.test(code));
      return broken ? [`${file}:${first + index}: ${broken.name}: ${line.trim()}`] : [];
    });
  });
}

if (process.argv.includes('--prove')) {
  const seen = faultsIn('tools/fixtures/tokens.scss');
  const missed = rules.filter(({ name }) => !seen.some((fault) => fault.includes(`: ${name}:`)));
  if (missed.length) {
    process.stderr.write(`The fixture was not refused for ${missed.map(({ name }) => name).join(', ')}\n`);
    process.exit(1);
  }
} else {
  const files = globSync(['apps/**/*.{scss,css,ts}', 'libs/**/*.{scss,css,ts}'], {
    cwd: spa,
    exclude: (name) => /node_modules|generated/.test(name),
  }).filter((file) => !tokenFiles.test(file) && !file.endsWith('.spec.ts'));
  const faults = files.flatMap(faultsIn);
  if (faults.length) {
    process.stderr.write(`Only token files may say these:\n${faults.join('\n')}\n`);
    process.exit(1);
  }
}
