// Copies the pictures that the demo shops may show out of their package, under the names the products refer to.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const spa = join(import.meta.dirname, '..');
const { package: name, pictures } = JSON.parse(
  readFileSync(join(spa, 'apps/web/demo-pictures.json'), 'utf8'),
);
const source = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'assets');
const target = join(spa, 'generated/demo');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const picture of pictures)
  copyFileSync(join(source, picture.source), join(target, basename(picture.path)));
