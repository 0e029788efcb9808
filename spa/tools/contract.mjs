// Prints what the contract is now: an input of the cached steps, since the client made of it is not a committed file.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const contract = readFileSync(join(import.meta.dirname, '../../openapi/swagger.json'));
process.stdout.write(createHash('sha256').update(contract).digest('hex'));
