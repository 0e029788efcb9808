// Chromium for the tests: the system's where there is one, else the one that comes with npm.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

async function packaged() {
  // Tells the package to unpack the libraries that bare machines lack; read when it is loaded.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: carried } = await import('@sparticuz/chromium');
  return { executablePath: await carried.executablePath(), args: [...carried.args, ...quiet] };
}

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? installed.find((path) => existsSync(path));
  return chromium.launch({
    headless: true,
    ...(executablePath ? { executablePath, args: quiet } : await packaged()),
  });
}
