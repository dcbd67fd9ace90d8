/** Exits with a clear message where Node is too old for node:sqlite without a flag (22.13). */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  const isPackage = import.meta.url.includes('/node_modules/');
  console.error(
    `Inlet needs Node 22.13 or newer; this is ${process.versions.node}. ` +
      (isPackage
        ? 'Its libraries for FHIR, events and the identity provider run on Node 20, too.'
        : 'On Linux x64, `npm ci` brings Node 24 along: start through npm (`npm start`, `npm test`). Elsewhere install Node 24 first.'),
  );
  process.exit(1);
}
