// The scripts run on the Node that is installed as a package, whatever the system has.
const major = Number(process.versions.node.split('.')[0]);
if (major !== 24) {
  process.stderr.write(
    `Node 24 is needed and ${process.version} runs: call the scripts through npm, after npm ci.\n`,
  );
  process.exit(1);
}
