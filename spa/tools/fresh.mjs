// What Maven calls: does a step only when what it is made of has changed since it was done last.
//   node tools/fresh.mjs install | build | check
// Runs on the system's own Node, before ours is installed: nothing here needs more than Node 18.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const spa = dirname(dirname(fileURLToPath(import.meta.url)));
const manifests = ['package.json', 'package-lock.json', '.npmrc'];
const sources = ['apps', 'libs', 'tools', 'e2e', '../openapi/swagger.json', ...manifests];
const configs = readdirSync(spa).filter((name) => /^(tsconfig|jest|eslint|nx|\.prettier)/.test(name));
const made = new Set(['generated', 'node_modules', 'out', 'dist', 'coverage']);

/** The steps: what each is made of, what it leaves behind, and the npm call that does it. */
const steps = {
  install: {
    from: manifests,
    leaves: 'node_modules/.package-lock.json',
    stamp: 'node_modules/.stoa-install',
    calls: [['ci', '--no-audit', '--no-fund', '--loglevel=error']],
  },
  build: {
    from: [...sources, ...configs],
    leaves: 'dist/apps/web/browser/index.html',
    stamp: 'dist/.stoa-build',
    calls: [['run', '--silent', 'build']],
  },
  check: {
    from: [...sources, ...configs],
    leaves: 'dist/apps/web/browser/index.html',
    stamp: 'dist/.stoa-check',
    calls: [
      ['run', '--silent', 'lint'],
      ['run', '--silent', 'test'],
    ],
  },
};

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !made.has(entry.name))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

function fingerprint(from) {
  const hash = createHash('sha256');
  const files = from.flatMap((name) => filesUnder(join(spa, name))).sort();
  for (const file of files)
    hash.update(relative(spa, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const name = process.argv[2];
const step = steps[name];
if (!step) throw new Error(`Name a step: ${Object.keys(steps).join(', ')}`);

const now = fingerprint(step.from);
const stamp = join(spa, step.stamp);
const isFresh =
  existsSync(join(spa, step.leaves)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
if (!isFresh) {
  // Maven copies what is new and leaves what is gone: files of the build before would stay in the jar.
  if (name === 'build') rmSync(join(spa, 'target/classes/stoa/spa'), { recursive: true, force: true });
  for (const call of step.calls) {
    const { status } = spawnSync('npm', call, {
      cwd: spa,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, NX_NO_CLOUD: 'true', NG_CLI_ANALYTICS: 'false' },
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}
